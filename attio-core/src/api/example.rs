//! An example of how to add a family of endpoints: notes.
//!
//! Source: <https://docs.attio.com/rest-api/endpoint-reference/notes>.

use serde::Deserialize;
use uuid::Uuid;

use crate::client::{Call, Client, End, list_all};
use crate::request::{Operation, Request};

static LIST_NOTES: Operation = Operation::get("list_notes", "/v2/notes", "list the notes");

static GET_NOTE: Operation =
    Operation::get("get_note", "/v2/notes/{note_id}", "get the note {note_id}");

static CREATE_NOTE: Operation =
    Operation::post("create_note", "/v2/notes", "create a note").returning(&["id", "note_id"]);

/// The maximum number of notes per page.
const LIMIT: u32 = 50;

/// A note.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
struct Note {
    id: NoteKey,
    title: String,
}

#[derive(Clone, Debug, Deserialize)]
struct NoteKey {
    note_id: Uuid,
}

impl Client {
    /// Lists all notes: `GET /v2/notes`.
    fn notes(&self) -> Call<Vec<Note>> {
        let request = Request::new(&LIST_NOTES);
        Call::many(self, |calls| {
            list_all(calls, request, LIMIT, End::ShortPage, |response| response.data())
        })
    }

    /// Gets a note: `GET /v2/notes/{note_id}`.
    fn note(&self, id: Uuid) -> Call<Note> {
        let request = Request::new(&GET_NOTE).with("note_id", id);
        Call::new(self, Ok(request), |response| response.data())
    }

    /// Creates a note: `POST /v2/notes`.
    fn create_note(&self, title: &str) -> Call<Note> {
        let body = serde_json::json!({ "data": { "title": title } });
        let request = Request::new(&CREATE_NOTE).with_body(body.to_string());
        Call::new(self, Ok(request), |response| response.data())
    }
}

#[test]
fn the_requests_match_the_endpoints() {
    let builder = Client::builder().api_key("a-token").base_url("http://127.0.0.1:1");
    let client = builder.build().expect("a client");
    let id = Uuid::nil();
    assert_eq!(
        format!("{:?}", client.note(id)),
        format!("Call {{ action: get the note {id}, .. }}")
    );
    assert_eq!(client.notes().body(), None, "it sends several requests");
    assert_eq!(client.create_note("Call").body(), Some(r#"{"data":{"title":"Call"}}"#));
    let request = Request::new(&GET_NOTE).with("note_id", id);
    let url = request.url(client.base_url()).expect("a URL");
    assert_eq!(url.as_str(), format!("http://127.0.0.1:1/v2/notes/{id}"));
    assert_eq!(request.template(), "/v2/notes/{note_id}");
    let note = format!(r#"{{"id": {{"note_id": "{id}"}}, "title": "Call"}}"#);
    let note: Note = serde_json::from_str(&note).expect("a note");
    assert_eq!((note.id.note_id, &*note.title), (id, "Call"));
}
