//! The scopes of a token.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// Defines the known scopes, each with its name in the API.
macro_rules! scopes {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal,)*) => {
        /// A permission of a token, such as `record_permission:read-write`.
        ///
        /// Read-write includes read; see [`includes`](Self::includes). The scopes are those of Attio's OpenAPI
        /// document.
        ///
        /// | call | needed scopes |
        /// |---|---|
        /// | [`whoami`](crate::Client::whoami), [`require_scopes`](crate::Client::require_scopes) | none |
        /// | [`get`](crate::AttioRecord::get), [`query`](crate::AttioRecord::query) with its pages and streams, [`history`](crate::AttioRecord::history), [`search`](crate::Client::search) | `record_permission:read`, `object_configuration:read`: [`Scope::READ_RECORDS`] |
        /// | [`create`](crate::AttioRecord::create), [`assert`](crate::AttioRecord::assert), [`append`](crate::AttioRecord::append), [`overwrite`](crate::AttioRecord::overwrite), patches, [`delete`](crate::AttioRecord::delete), [`merge`](crate::AttioRecord::merge), [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile), [`bulk_create`](crate::AttioRecord::bulk_create), [`bulk_assert`](crate::AttioRecord::bulk_assert) | `record_permission:read-write`, `object_configuration:read`: [`Scope::WRITE_RECORDS`] |
        /// | [`entries`](crate::AttioRecord::entries) | [`Scope::READ_RECORDS`], and `list_entry:read` |
        /// | [`check`](crate::Client::check) | `object_configuration:read`: [`Scope::READ_SCHEMA`] |
        /// | [`pull_schema`](crate::Client::pull_schema), [`schema_facts`](crate::Client::schema_facts) | `object_configuration:read`; `list_configuration:read` for the lists |
        /// | [`ensure`](crate::Client::ensure) | `object_configuration:read-write`: [`Scope::WRITE_SCHEMA`] |
        /// | [`apply`](crate::Client::apply) | `object_configuration:read-write`; `list_configuration:read-write` for the lists |
        /// | [`request`](crate::Client::request) | see Attio's documentation of the endpoint |
        ///
        /// A scope that this version does not know is kept as [`Other`](Self::Other).
        ///
        /// ```
        /// use attio_core::Scope;
        ///
        /// let scope = Scope::from("record_permission:read-write");
        /// assert_eq!(scope, Scope::RecordsReadWrite);
        /// assert!(scope.includes(&Scope::RecordsRead));
        /// assert_eq!(Scope::from("telepathy:read").as_str(), "telepathy:read");
        /// ```
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[doc(alias = "permission")]
        pub enum Scope {
            $($(#[doc = $doc])* #[doc = concat!("`", $name, "`")] $variant,)*
            /// A scope that this version does not know, as it was received.
            Other(Box<str>),
        }

        impl Scope {
            /// Returns the name in the API.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }
        }

        impl From<&str> for Scope {
            fn from(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    other => Self::Other(other.into()),
                }
            }
        }

        #[cfg(test)]
        const KNOWN: &[Scope] = &[$(Scope::$variant),*];
    };
}

scopes! {
    /// Read the members of the workspace.
    MembersRead = "user_management:read",
    /// Read and change the members of the workspace.
    MembersReadWrite = "user_management:read-write",
    /// Read records.
    RecordsRead = "record_permission:read",
    /// Read and change records.
    RecordsReadWrite = "record_permission:read-write",
    /// Read objects, attributes, options and statuses.
    ObjectsRead = "object_configuration:read",
    /// Read and change objects, attributes, options and statuses.
    ObjectsReadWrite = "object_configuration:read-write",
    /// Read entries of lists.
    EntriesRead = "list_entry:read",
    /// Read and change entries of lists.
    EntriesReadWrite = "list_entry:read-write",
    /// Read lists and their attributes.
    ListsRead = "list_configuration:read",
    /// Read and change lists and their attributes.
    ListsReadWrite = "list_configuration:read-write",
    /// Read public collections.
    PublicCollectionsRead = "public_collection:read",
    /// Read and change public collections.
    PublicCollectionsReadWrite = "public_collection:read-write",
    /// Read private collections.
    PrivateCollectionsRead = "private_collection:read",
    /// Read and change private collections.
    PrivateCollectionsReadWrite = "private_collection:read-write",
    /// Read comments.
    CommentsRead = "comment:read",
    /// Read and change comments.
    CommentsReadWrite = "comment:read-write",
    /// Read tasks.
    TasksRead = "task:read",
    /// Read and change tasks.
    TasksReadWrite = "task:read-write",
    /// Read notes.
    NotesRead = "note:read",
    /// Read and change notes.
    NotesReadWrite = "note:read-write",
    /// Read meetings.
    MeetingsRead = "meeting:read",
    /// Read and change meetings.
    MeetingsReadWrite = "meeting:read-write",
    /// Read call recordings.
    CallRecordingsRead = "call_recording:read",
    /// Read and change call recordings.
    CallRecordingsReadWrite = "call_recording:read-write",
    /// Read webhooks.
    WebhooksRead = "webhook:read",
    /// Read and change webhooks.
    WebhooksReadWrite = "webhook:read-write",
    /// Read files.
    FilesRead = "file:read",
    /// Read and change files.
    FilesReadWrite = "file:read-write",
    /// Read the SCIM schema of the workspace's members.
    ScimRead = "scim_management:read",
    /// Read and change members over SCIM.
    ScimReadWrite = "scim_management:read-write",
    /// Read e-mails.
    EmailsRead = "email:read",
    /// Read the kinds of activities.
    ActivitiesRead = "activity_configuration:read",
    /// Read and change the kinds of activities.
    ActivitiesReadWrite = "activity_configuration:read-write",
    /// Read the records of activities.
    ActivityRecordsRead = "activity_record:read",
    /// Read and change the records of activities.
    ActivityRecordsReadWrite = "activity_record:read-write",
    /// Read and change unsubscribes from sequences.
    SequenceUnsubscribesReadWrite = "sequence_unsubscribe:read-write",
}

impl Scope {
    /// The scopes for reading records.
    pub const READ_RECORDS: [Self; 2] = [Self::RecordsRead, Self::ObjectsRead];
    /// The scopes for writing records.
    pub const WRITE_RECORDS: [Self; 2] = [Self::RecordsReadWrite, Self::ObjectsRead];
    /// The scopes for reading the schema of objects.
    pub const READ_SCHEMA: [Self; 1] = [Self::ObjectsRead];
    /// The scopes for changing the schema of objects.
    pub const WRITE_SCHEMA: [Self; 1] = [Self::ObjectsReadWrite];

    /// Returns whether this scope grants everything that `other` grants.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        let (own, other) = (self.as_str(), other.as_str());
        let wider = |name: &str| own.strip_suffix(":read-write") == Some(name);
        own == other || other.strip_suffix(":read").is_some_and(wider)
    }
}

impl From<&Scope> for Scope {
    fn from(scope: &Scope) -> Self {
        scope.clone()
    }
}

impl From<String> for Scope {
    fn from(name: String) -> Self {
        name.as_str().into()
    }
}

impl FromStr for Scope {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(name.into())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_as_its_scope() {
        for scope in KNOWN {
            assert_eq!(&Scope::from(scope.as_str()), scope);
            assert!(scope.includes(scope), "{scope}");
        }
    }

    #[test]
    fn read_write_includes_read_and_nothing_else() {
        for wide in KNOWN.iter().map(Scope::as_str) {
            for narrow in KNOWN.iter().map(Scope::as_str) {
                let name = |scope: &str| scope.split(':').next().map(str::to_owned);
                let expected =
                    wide == narrow || (name(wide) == name(narrow) && wide.ends_with(":read-write"));
                assert_eq!(Scope::from(wide).includes(&narrow.into()), expected, "{wide} {narrow}");
            }
        }
        let other = |name: &str| Scope::from(name);
        assert!(other("new:read-write").includes(&other("new:read")));
        assert!(!other("new:read").includes(&other("new:read-write")));
        assert!(!other("new").includes(&other("new:read")));
        assert!(!other("new:read-write:read-write").includes(&other("new:read")));
    }
}
