//! IDs in a database: as the UUIDs that they are, in each database whose driver has those.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Type};
use uuid::Uuid;

use crate::describe::AttioId;

impl<K, DB: Database> Type<DB> for AttioId<K>
where
    Uuid: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        Uuid::type_info()
    }

    fn compatible(info: &DB::TypeInfo) -> bool {
        Uuid::compatible(info)
    }
}

impl<'q, K, DB: Database> Encode<'q, DB> for AttioId<K>
where
    Uuid: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer<'q>) -> Result<IsNull, BoxDynError> {
        self.uuid().encode_by_ref(buffer)
    }

    fn produces(&self) -> Option<DB::TypeInfo> {
        self.uuid().produces()
    }

    fn size_hint(&self) -> usize {
        self.uuid().size_hint()
    }
}

impl<'r, K, DB: Database> Decode<'r, DB> for AttioId<K>
where
    Uuid: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Uuid::decode(value).map(Self::from)
    }
}
