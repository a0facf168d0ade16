//! Values that the API represents as strings: IDs, instants, days, durations, domains, e-mail
//! addresses, phone numbers.

pub(crate) mod domain;
pub(crate) mod duration;
pub(crate) mod email;
pub(crate) mod fold;
pub(crate) mod id;
pub(crate) mod instant;
pub(crate) mod normal;
pub(crate) mod phone;
