//! Entries: create, assert by parent, read, update, delete, query, and the values of one attribute.

use std::sync::MutexGuard;

use attio_schema::AttributeType;
use uuid::Uuid;

use super::Caller;
use super::answer::Answer;
use super::call::Call;
use super::query::run;
use super::records::{no_history, values_of};
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::{Json, object};
use crate::mistakes::Mistakes;
use crate::store::{Access, Actor, Mode, Parent, Record, Store, Target};
use crate::text::id::parse_id;

const READ: [&str; 2] = ["list_entry:read", "list_configuration:read"];
const WRITE: [&str; 2] = ["list_entry:read-write", "list_configuration:read"];

/// The message for a list that does not exist. It differs between the endpoints.
type NoList = fn(&str) -> ApiError;

fn could_not_find(list: &str) -> ApiError {
    ApiError::request(404, "not_found", format!("Could not find list with slug/ID \"{list}\"."))
}

fn was_not_found(list: &str) -> ApiError {
    ApiError::request(404, "not_found", format!("List with slug/ID \"{list}\" was not found."))
}

/// The list of the path with the access to it, unless it is hidden from the token.
fn visible<'s>(
    call: &Call,
    caller: Caller,
    store: &'s Store,
    no_list: NoList,
) -> Result<(&'s Target, Access), ApiError> {
    let name = call.path("list");
    let list = store.list(name).ok_or_else(|| no_list(name))?;
    Ok((list, caller.access(list).ok_or_else(|| no_list(name))?))
}

/// A request that may write entries: the list, the author and the store.
struct Writing<'a> {
    store: MutexGuard<'a, Store>,
    list: Uuid,
    actor: Actor,
}

impl<'a> Writing<'a> {
    /// Checks the access to the list.
    fn new(call: &'a Call, caller: Caller, doing: &str, no_list: NoList) -> Result<Self, ApiError> {
        let store = call.store();
        let (list, access) = visible(call, caller, &store, no_list)?;
        if access < Access::Write {
            return Err(ApiError::no_permission(&format!("{doing} entries in this list")));
        }
        let list = list.id;
        Ok(Self { store, list, actor: caller.actor })
    }

    fn target(&self) -> Result<&Target, ApiError> {
        self.store.target_by_id(self.list).ok_or_else(|| ApiError::no_list(&self.list.to_string()))
    }

    fn answer(&self, entry: Uuid) -> Result<Answer, ApiError> {
        let target = self.target()?;
        let entry = self.store.record_or_404(target, entry)?;
        Ok(Answer::written(self.store.record_answer(target, entry)).wrote(entry.id))
    }
}

/// The parent and the values of a body of POST or PUT by parent. Other members are ignored (reported).
fn read_new(body: &Json) -> Result<(Parent<'_>, &Json), ApiError> {
    let data = Fields::data(body)?;
    let mut mistakes = Mistakes::default();
    let record = mistakes.take(data.required_text("parent_record_id").and_then(|text| {
        parse_id(text)
            .ok_or_else(|| data.error("parent_record_id", Violation::invalid("Invalid uuid")))
    }));
    let object = mistakes.take(data.required_text("parent_object"));
    let values = mistakes.ok(entry_values(&data));
    mistakes.end()?;
    Ok((Parent { object, record }, values.unwrap_or(&Json::Null)))
}

fn entry_values<'a>(data: &Fields<'a>) -> Result<&'a Json, ApiError> {
    match data.required("entry_values", "object")? {
        values @ Json::Object(_) => Ok(values),
        other => Err(data.error("entry_values", Violation::wrong_type("object", other))),
    }
}

/// The only member of `data` that PATCH and PUT by ID take.
fn read_update(body: &Json) -> Result<&Json, ApiError> {
    let data = Fields::data(body)?;
    if ["parent_record_id", "parent_object"].iter().any(|name| data.get(name).is_some()) {
        let message = "The parent record for a list entry cannot be updated once created.";
        return Err(ApiError::request(400, "immutable_value", message));
    }
    let mut mistakes = Mistakes::default();
    let values = mistakes.ok(entry_values(&data));
    mistakes.take(data.only(&["entry_values"]));
    mistakes.end()?;
    Ok(values.unwrap_or(&Json::Null))
}

pub(super) async fn create(call: Call) -> Answer {
    add(&call, could_not_find, Store::create_entry).into()
}

/// `PUT …/entries`
pub(super) async fn assert(call: Call) -> Answer {
    add(&call, was_not_found, Store::assert_entry).into()
}

type Add = fn(&mut Store, Uuid, Parent<'_>, &Json, Actor) -> Result<Uuid, ApiError>;

fn add(call: &Call, no_list: NoList, add: Add) -> Result<Answer, ApiError> {
    let caller = call.caller(&WRITE)?;
    let body = call.json()?;
    let mut writing = Writing::new(call, caller, "create", no_list)?;
    let (parent, values) = read_new(&body)?;
    let (list, actor) = (writing.list, writing.actor);
    let entry = add(&mut writing.store, list, parent, values, actor)?;
    writing.answer(entry)
}

pub(super) async fn append(call: Call) -> Answer {
    update(&call, Mode::Append).into()
}

pub(super) async fn overwrite(call: Call) -> Answer {
    update(&call, Mode::Overwrite).into()
}

fn update(call: &Call, mode: Mode) -> Result<Answer, ApiError> {
    let caller = call.caller(&WRITE)?;
    let id = call.path_id("entry_id")?;
    let body = call.json()?;
    let mut writing = Writing::new(call, caller, "update", ApiError::no_list)?;
    let entry = writing.store.record_or_404(writing.target()?, id)?;
    if entry.parent.is_some_and(|parent| writing.store.is_merging(parent)) {
        return Err(ApiError::merge_in_progress(400));
    }
    let (values, actor) = (read_update(&body)?, writing.actor);
    writing.store.update(id, values, mode, actor)?;
    writing.answer(id)
}

pub(super) async fn delete(call: Call) -> Answer {
    let delete = || {
        let caller = call.caller(&WRITE)?;
        let id = call.path_id("entry_id")?;
        let mut writing = Writing::new(&call, caller, "delete", ApiError::no_list)?;
        writing.store.record_or_404(writing.target()?, id)?;
        writing.store.remove(id);
        Ok(Answer::empty())
    };
    delete().into()
}

pub(super) async fn get(call: Call) -> Answer {
    let get = || {
        let caller = call.caller(&READ)?;
        let id = call.path_id("entry_id")?;
        let store = call.store();
        let (list, _) = visible(&call, caller, &store, ApiError::no_list)?;
        Ok(Answer::written(store.record_answer(list, store.record_or_404(list, id)?)))
    };
    get().into()
}

/// The values of one attribute, including former ones if `show_historic` is true. Only statuses and
/// select options of a list have a history (Attio's docs).
pub(super) async fn values(call: Call) -> Answer {
    let values = || {
        let caller = call.caller(&READ)?;
        let id = call.path_id("entry_id")?;
        let historic = call.query_flag("show_historic")?;
        let store = call.store();
        let (list, _) = visible(&call, caller, &store, ApiError::no_list)?;
        let entry = store.record_or_404(list, id)?;
        let attribute = store.attribute_or_404(list, call.path("attribute"))?;
        let has_history =
            matches!(attribute.kind, Some(AttributeType::Status | AttributeType::Select));
        if historic && !has_history {
            let message =
                "Cannot set show_historic param to true when querying a non-historic attribute.";
            return Err(no_history(message));
        }
        values_of(&call, &store, entry, attribute, historic)
    };
    values().into()
}

/// `POST …/entries/query`
pub(super) async fn query(call: Call) -> Answer {
    let query = || {
        let caller = call.caller(&READ)?;
        let body = call.json()?;
        let store = call.store();
        let (list, _) = visible(&call, caller, &store, ApiError::no_list)?;
        run(&store, list, &body)
    };
    query().into()
}

/// `GET …/records/{record_id}/entries`: the entries on the lists that the token can see.
pub(super) async fn of_record(call: Call) -> Answer {
    let of_record = || {
        let [record, configuration] = super::records::READ;
        let caller = call.caller(&[record, configuration, "list_entry:read"])?;
        let id = call.path_id("record_id")?;
        let limit = call.query_number("limit", 1, 1000)?.unwrap_or(100);
        let offset = call.query_number("offset", 0, usize::MAX)?.unwrap_or(0);
        let store = call.store();
        let record = store.record_or_404(store.object_or_404(call.path("object"))?, id)?;
        let mut entries: Vec<(&Record, &Target)> = Vec::new();
        for entry in store.entries_of(record.id) {
            let Some(entry) = store.record_by_id(entry) else { continue };
            let list = store.target_by_id(entry.target);
            entries.extend(list.filter(|l| caller.access(l).is_some()).map(|list| (entry, list)));
        }
        entries.sort_unstable_by_key(|(entry, _)| entry.sequence);
        let text = |id: Uuid| Json::String(id.to_string());
        let entries = entries.into_iter().skip(offset).take(limit).map(|(entry, list)| {
            object([
                ("list_id", text(list.id)),
                ("list_api_slug", Json::string(list.slug())),
                ("entry_id", text(entry.id)),
                ("created_at", Json::String(entry.created.record.to_string())),
            ])
        });
        Ok(Answer::data(Json::Array(entries.collect())))
    };
    of_record().into()
}
