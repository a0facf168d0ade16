//! Steps of a schema plan in serde's formats: their descriptions.

use serde::{Serialize, Serializer};

use crate::schema::Step;

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
