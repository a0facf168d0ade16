//! The workspace's members: how a family of endpoints is added.

use serde::Deserialize;
use uuid::Uuid;

use crate::client::{Call, Client, list_all};
use crate::request::{Operation, Request};

static LIST_MEMBERS: Operation =
    Operation::get("list_members", "/v2/workspace_members", "list the workspace members");

static GET_MEMBER: Operation = Operation::get(
    "get_member",
    "/v2/workspace_members/{workspace_member_id}",
    "get the workspace member {workspace_member_id}",
);

/// A workspace member.
#[derive(Debug, Deserialize)]
struct Member {
    id: MemberKey,
    email_address: String,
}

#[derive(Debug, Deserialize)]
struct MemberKey {
    workspace_member_id: Uuid,
}

/// The handle of the family.
struct Members<'c>(&'c Client);

impl Members<'_> {
    /// Lists all members.
    fn list(&self) -> Call<Vec<Member>> {
        let request = Request::new(&LIST_MEMBERS);
        Call::many(self.0, |calls| list_all(calls, request, |response| response.data()))
    }

    /// Gets one member.
    fn get(&self, id: Uuid) -> Call<Member> {
        let request = Request::new(&GET_MEMBER).with("workspace_member_id", id);
        Call::new(self.0, Ok(request), |response| response.data())
    }
}

#[test]
fn the_requests_are_those_of_the_endpoints() {
    let base = "http://127.0.0.1:1/".parse().expect("a URL");
    let client = Client::builder()
        .api_key("a-token")
        .base_url("http://127.0.0.1:1")
        .build()
        .expect("a client");
    let get = Members(&client).get(Uuid::nil());
    let (list, id) = (Members(&client).list(), Uuid::nil());
    assert_eq!(format!("{get:?}"), format!("Call {{ action: get the workspace member {id}, .. }}"));
    assert_eq!(list.body(), None, "it sends several requests");
    let request = Request::new(&GET_MEMBER).with("workspace_member_id", id);
    assert_eq!(
        request.url(&base).expect("a URL").as_str(),
        format!("http://127.0.0.1:1/v2/workspace_members/{id}")
    );
    assert_eq!(request.template(), "/v2/workspace_members/{workspace_member_id}");
    let member: Member = serde_json::from_str(&format!(
        r#"{{"id": {{"workspace_member_id": "{id}"}}, "email_address": "ada@example.com"}}"#
    ))
    .expect("a member");
    assert_eq!((member.id.workspace_member_id, &*member.email_address), (id, "ada@example.com"));
}
