//! Entries: create, assert by parent, read, update, delete, query, and the values of one attribute.

use std::sync::MutexGuard;

use attio_schema::AttributeType;
use uuid::Uuid;

use super::answer::Answer;
use super::call::Call;
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::{Json, object};
use crate::mistakes::Mistakes;
use crate::query::Query;
use crate::store::{Access, Actor, Mode, Record, Store, Target};

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

/// A request that may write entries: the list, the author and the store.
struct Writing<'a> {
    store: MutexGuard<'a, Store>,
    list: Uuid,
    actor: Actor,
}

impl<'a> Writing<'a> {
    /// Checks the token and its access to the list.
    fn new(call: &'a Call, doing: &str, no_list: NoList) -> Result<Self, ApiError> {
        let caller = call.caller(&WRITE)?;
        let (store, name) = (call.store(), call.path("list"));
        let list = store.list(name).ok_or_else(|| no_list(name))?;
        let access = caller.access(list).ok_or_else(|| no_list(name))?;
        if access < Access::ReadAndWrite {
            return Err(ApiError::no_permission(&format!("{doing} entries in this list")));
        }
        let list = list.id;
        Ok(Self { store, list, actor: caller.actor })
    }

    fn target(&self) -> Result<&Target, ApiError> {
        self.store.target_by_id(self.list).ok_or_else(|| ApiError::no_list(&self.list.to_string()))
    }

    /// The entry of the path, unless its parent is being merged.
    fn entry(&self, call: &Call) -> Result<Uuid, ApiError> {
        let entry = self.store.record_or_404(self.target()?, call.path_id("entry_id")?)?;
        if entry.parent.is_some_and(|parent| self.store.is_merging(parent)) {
            return Err(ApiError::merge_in_progress(400));
        }
        Ok(entry.id)
    }

    fn answer(&self, entry: Uuid) -> Result<Answer, ApiError> {
        let target = self.target()?;
        let entry = self.store.record_or_404(target, entry)?;
        Ok(Answer::written(self.store.record_answer(target, entry)).wrote(entry.id))
    }
}

/// The three members of `data` that POST and PUT by parent require. Others are ignored (reported).
fn read_new<'a>(body: &'a Json) -> Result<(Uuid, &'a str, &'a Json), ApiError> {
    let data = Fields::data(body)?;
    let mut mistakes = Mistakes::default();
    let record = mistakes.take(data.required_text("parent_record_id").and_then(|text| {
        let id = if attio_schema::is_uuid(text) { Uuid::try_parse(text).ok() } else { None };
        id.ok_or_else(|| data.error("parent_record_id", Violation::invalid("Invalid uuid")))
    }));
    let object = mistakes.take(data.required_text("parent_object"));
    let values = mistakes.ok(entry_values(&data));
    mistakes.end()?;
    Ok((record, object, values.unwrap_or(&Json::Null)))
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

type Add = fn(&mut Store, Uuid, Uuid, &Json, Actor) -> Result<Uuid, ApiError>;

fn add(call: &Call, no_list: NoList, add: Add) -> Result<Answer, ApiError> {
    let mut writing = Writing::new(call, "create", no_list)?;
    let body = call.json()?;
    let (record, object, values) = read_new(&body)?;
    let parent = writing.store.parent_for(writing.target()?, object, record)?;
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
    let mut writing = Writing::new(call, "update", ApiError::no_list)?;
    let entry = writing.entry(call)?;
    let body = call.json()?;
    let (values, actor) = (read_update(&body)?, writing.actor);
    writing.store.update(entry, values, mode, actor)?;
    writing.answer(entry)
}

pub(super) async fn delete(call: Call) -> Answer {
    let delete = || {
        let mut writing = Writing::new(&call, "delete", ApiError::no_list)?;
        let entry = call.path_id("entry_id")?;
        let entry = writing.store.record_or_404(writing.target()?, entry)?.id;
        writing.store.remove(entry);
        Ok(Answer::empty())
    };
    delete().into()
}

/// The list of the path, for a request that reads entries.
fn readable<'s>(call: &Call, store: &'s Store) -> Result<&'s Target, ApiError> {
    let caller = call.caller(&READ)?;
    let name = call.path("list");
    let list = store.list(name).filter(|list| caller.access(list).is_some());
    list.ok_or_else(|| ApiError::no_list(name))
}

fn entry<'s>(call: &Call, store: &'s Store, list: &Target) -> Result<&'s Record, ApiError> {
    store.record_or_404(list, call.path_id("entry_id")?)
}

pub(super) async fn get(call: Call) -> Answer {
    let get = || {
        let store = call.store();
        let list = readable(&call, &store)?;
        Ok(Answer::written(store.record_answer(list, entry(&call, &store, list)?)))
    };
    get().into()
}

/// The values of one attribute, including former ones if `show_historic` is true. Only statuses and
/// select options of a list have a history (Attio's docs).
pub(super) async fn values(call: Call) -> Answer {
    let values = || {
        let store = call.store();
        let list = readable(&call, &store)?;
        let entry = entry(&call, &store, list)?;
        let historic = call.query_flag("show_historic")?;
        let attribute = store.attribute_or_404(list, call.path("attribute"))?;
        let has_history =
            matches!(attribute.kind, Some(AttributeType::Status | AttributeType::Select));
        if historic && !has_history {
            let message =
                "Cannot set show_historic param to true when querying a non-historic attribute.";
            let violation = Violation::invalid(message).at("show_historic");
            return Err(ApiError::validation(message, vec![violation]));
        }
        let values = if historic {
            entry.history(attribute.id)
        } else {
            entry.active(attribute.id).iter().collect()
        };
        let values = call.page(values.into_iter())?;
        Ok(Answer::written(store.values_answer(attribute, &values)))
    };
    values().into()
}

/// `POST …/entries/query`
pub(super) async fn query(call: Call) -> Answer {
    let query = || {
        let store = call.store();
        let list = readable(&call, &store)?;
        let body = call.json()?;
        let query = Query::read(&store, list, &body)?;
        let page = query.run(&store, list);
        let score = query.score(store.count(list));
        Ok(Answer::written(store.records_answer(list, &page)).scored(score))
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
