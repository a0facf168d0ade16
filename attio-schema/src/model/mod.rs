//! The model of a workspace, as the API returns it and as a snapshot keeps it.

mod attribute;
mod list;
mod object;
mod workspace;

pub use attribute::{
    Attribute, Config, CurrencyConfig, DefaultValue, RecordReferenceConfig, Relationship,
    SelectOption, Status,
};
pub use list::{List, MemberAccess};
pub use object::Object;
pub use workspace::{Member, Workspace};
