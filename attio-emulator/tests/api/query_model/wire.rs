//! The world and the queries in the form of the API.

use attio_emulator::{Emulator, TargetName};
use reqwest::blocking::Client;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::model::{
    Attribute, Condition, Fate, Filter, Operator, Owner, Part, Query, Record, Sort, Step, Value,
    World,
};
use super::strategy::{PROPERTIES, TITLES};

/// An emulator that contains the world.
pub(crate) struct Server {
    attio: Emulator,
    client: Client,
    companies: Vec<Uuid>,
    people: Vec<Uuid>,
    entries: Vec<Uuid>,
}

const BOARD: TargetName<'_> = TargetName::List("board");

fn slug(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Name => "name",
        Attribute::Emails => "email_addresses",
        Attribute::JobTitle => "job_title",
        Attribute::Phones => "phone_numbers",
        Attribute::Score => "score",
        Attribute::Money => "money",
        Attribute::Stars => "stars",
        Attribute::Born => "born",
        Attribute::Seen => "seen",
        Attribute::Vip => "vip",
        Attribute::Tier => "tier",
        Attribute::Tags => "tags",
        Attribute::Company => "company",
        Attribute::CompanyName => "name",
        Attribute::Domains => "domains",
        Attribute::Note => "note",
        Attribute::Seats => "seats",
        Attribute::Stage => "stage",
        Attribute::Marks => "marks",
        Attribute::Account => "account",
        Attribute::Code => "code",
        Attribute::PersonId => "record_id",
        Attribute::EntryId => "entry_id",
    }
}

fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::Eq => "$eq",
        Operator::In => "$in",
        Operator::NotEmpty => "$not_empty",
        Operator::Contains => "$contains",
        Operator::StartsWith => "$starts_with",
        Operator::EndsWith => "$ends_with",
        Operator::Lt => "$lt",
        Operator::Lte => "$lte",
        Operator::Gt => "$gt",
        Operator::Gte => "$gte",
    }
}

/// Adds the list of people.
fn add_board(attio: &Emulator) {
    attio.create_list(&json!({"api_slug": "board", "parent_object": "people"})).unwrap();
    let companies = json!({"record_reference": {"allowed_objects": ["companies"]}});
    let code = json!({"api_slug": "code", "type": "text", "is_unique": true});
    attio.create_attribute(BOARD, &code).unwrap();
    for (slug, kind, many, config) in [
        ("note", "text", false, json!({})),
        ("seats", "number", false, json!({})),
        ("stage", "status", false, json!({})),
        ("marks", "select", true, json!({})),
        ("account", "record-reference", false, companies),
    ] {
        let data =
            json!({"api_slug": slug, "type": kind, "is_multiselect": many, "config": config});
        attio.create_attribute(BOARD, &data).unwrap();
    }
    for title in TITLES {
        attio.create_status(BOARD, "stage", title).unwrap();
        attio.create_option(BOARD, "marks", title).unwrap();
    }
}

impl Server {
    pub(crate) fn with(world: &World) -> Self {
        let attio = Emulator::start_blocking().unwrap();
        let dollars =
            json!({"currency": {"default_currency_code": "USD", "display_type": "symbol"}});
        for (slug, kind, many, config) in [
            ("score", "number", false, json!({})),
            ("money", "currency", false, dollars),
            ("stars", "rating", false, json!({})),
            ("born", "date", false, json!({})),
            ("seen", "timestamp", false, json!({})),
            ("vip", "checkbox", false, json!({})),
            ("tier", "select", false, json!({})),
            ("tags", "select", true, json!({})),
        ] {
            let data =
                json!({"api_slug": slug, "type": kind, "is_multiselect": many, "config": config});
            attio.create_attribute("people", &data).unwrap();
        }
        for title in TITLES {
            attio.create_option("people", "tier", title).unwrap();
            attio.create_option("people", "tags", title).unwrap();
        }
        let client = Client::builder().no_proxy().build().unwrap();
        add_board(&attio);
        let mut server =
            Self { attio, client, companies: Vec::new(), people: Vec::new(), entries: Vec::new() };
        for company in &world.companies {
            let id = server.attio.seed("companies", &server.values(company, false)).unwrap();
            server.companies.push(id);
        }
        for (first, _) in &world.people {
            let id = server.attio.seed("people", &server.values(first, false)).unwrap();
            server.people.push(id);
        }
        for (person, first, _) in &world.entries {
            let values = server.values(first, false);
            let id = server.attio.seed_entry("board", server.people[*person], &values).unwrap();
            server.entries.push(id);
        }
        // The entries of a deleted person go with it.
        for (id, (_, _, fate)) in server.entries.iter().zip(&world.entries) {
            server.fulfil(&format!("lists/board/entries/{id}"), "entry_values", fate);
        }
        for (id, (_, fate)) in server.people.iter().zip(&world.people) {
            server.fulfil(&format!("objects/people/records/{id}"), "values", fate);
        }
        server
    }

    fn fulfil(&self, path: &str, member: &str, fate: &Fate) {
        let path = format!("{}/v2/{path}", self.attio.base_url());
        let request = match fate {
            Fate::Stays => return,
            Fate::Becomes(now) => {
                self.client.put(path).json(&json!({"data": {member: self.values(now, true)}}))
            }
            Fate::Deleted => self.client.delete(path),
        };
        let reply = request.bearer_auth(self.attio.api_key()).send().unwrap();
        assert_eq!(reply.status(), 200, "{}", reply.text().unwrap());
    }

    /// The IDs of the people or the entries.
    pub(crate) fn ids(&self, of: Owner) -> &[Uuid] {
        if of == Owner::Board { &self.entries } else { &self.people }
    }

    /// The values of a record; `all` includes the attributes without a value.
    fn values(&self, record: &Record, all: bool) -> Json {
        let named = record.values.iter().filter(|(_, values)| all || !values.is_empty());
        let named = named.filter(|(attribute, _)| !attribute.is_own_id());
        let members = named.map(|(attribute, values)| {
            let values = values.iter().map(|value| self.value(*attribute, value)).collect();
            (slug(*attribute).to_owned(), Json::Array(values))
        });
        Json::Object(members.collect())
    }

    fn value(&self, attribute: Attribute, value: &Value) -> Json {
        let written = |name: &str| match (attribute, name) {
            (Attribute::Phones, "phone_number") => Some("original_phone_number".to_owned()),
            (Attribute::Phones, "country_code") => None,
            (Attribute::Emails, "email_address") | (Attribute::Domains, "domain") => {
                Some(name.to_owned())
            }
            (Attribute::Emails | Attribute::Domains, _) => None,
            _ => Some(name.to_owned()),
        };
        let members = value.iter();
        let members = members.filter_map(|(name, part)| Some((written(name)?, self.part(part))));
        Json::Object(members.collect())
    }

    fn part(&self, part: &Part) -> Json {
        match part {
            Part::Text(text) | Part::Time(text) => json!(text),
            Part::Number(number) => json!(number),
            Part::Flag(flag) => json!(flag),
            Part::Choice(i) => json!(TITLES[*i]),
            Part::Company(i) => json!(self.companies[*i]),
            Part::Companies => json!("companies"),
            // There may be fewer.
            Part::Person(i) => json!(self.people.get(*i).copied().unwrap_or(Uuid::max())),
            Part::Entry(i) => json!(self.entries.get(*i).copied().unwrap_or(Uuid::max())),
        }
    }

    /// The numbers of the people or entries that the query finds.
    pub(crate) fn ask(&self, query: &Query) -> Vec<usize> {
        let (path, id) = match query.of {
            Owner::Board => ("lists/board/entries", "entry_id"),
            _ => ("objects/people/records", "record_id"),
        };
        let path = format!("{}/v2/{path}/query", self.attio.base_url());
        let request = self.client.post(path).bearer_auth(self.attio.api_key());
        let reply = request.json(&self.body(query)).send().unwrap();
        let (status, text) = (reply.status(), reply.text().unwrap());
        assert_eq!(status, 200, "{text} for {}", self.body(query));
        let answer: Json = serde_json::from_str(&text).unwrap();
        let number = |record: &Json| {
            let id: Uuid = record["id"][id].as_str().unwrap().parse().unwrap();
            self.ids(query.of).iter().position(|other| *other == id).unwrap()
        };
        answer["data"].as_array().unwrap().iter().map(number).collect()
    }

    pub(crate) fn body(&self, query: &Query) -> Json {
        let mut body = Map::new();
        if let Some(filter) = &query.filter {
            body.insert("filter".to_owned(), self.filter(filter, query));
        }
        if !query.sorts.is_empty() {
            let sorts = query.sorts.iter().map(|sort| self.sort(sort, query)).collect();
            body.insert("sorts".to_owned(), sorts);
        }
        for (name, number) in [("limit", query.limit), ("offset", query.offset)] {
            if let Some(number) = number {
                body.insert(name.to_owned(), json!(number));
            }
        }
        Json::Object(body)
    }

    fn key(&self, attribute: Attribute, query: &Query) -> String {
        let slug = slug(attribute);
        if !query.ids {
            return slug.to_owned();
        }
        let target = match attribute.owner() {
            Owner::Board => BOARD,
            Owner::People => "people".into(),
            Owner::Companies => "companies".into(),
        };
        self.attio.attribute_id(target, slug).unwrap().to_string()
    }

    fn name(&self, owner: Owner, query: &Query) -> String {
        let name = match owner {
            Owner::Board => "board",
            Owner::People => "people",
            Owner::Companies => "companies",
        };
        let id = match owner {
            Owner::Board => self.attio.list_id(name),
            _ => self.attio.object_id(name),
        };
        if query.ids { id.unwrap().to_string() } else { name.to_owned() }
    }

    /// The path to an attribute: each step with the object or list that it starts at.
    fn path(&self, steps: &[Step], attribute: Attribute, query: &Query) -> Json {
        let steps = steps.iter().map(|step| match step {
            Step::Parent => json!([self.name(Owner::Board, query), "parent_record"]),
            Step::To(reference) => {
                json!([self.name(reference.owner(), query), self.key(*reference, query)])
            }
        });
        let end = json!([self.name(attribute.owner(), query), self.key(attribute, query)]);
        steps.chain([end]).collect()
    }

    fn sort(&self, sort: &Sort, query: &Query) -> Json {
        let mut written = json!({"direction": if sort.descending { "desc" } else { "asc" }});
        if sort.path.is_empty() {
            written["attribute"] = json!(self.key(sort.attribute, query));
        } else {
            written["path"] = self.path(&sort.path, sort.attribute, query);
        }
        if !query.short || !is_default(sort.attribute, sort.property) {
            written["field"] = json!(sort.property);
        }
        written
    }

    fn filter(&self, filter: &Filter, query: &Query) -> Json {
        let map = |conditions: &[Condition]| {
            let members = conditions.iter();
            let members = members.map(|c| (self.key(c.attribute, query), self.condition(c, query)));
            Json::Object(members.collect())
        };
        let list = |filters: &[Filter]| -> Json {
            filters.iter().map(|filter| self.filter(filter, query)).collect()
        };
        match filter {
            Filter::Map(conditions) => map(conditions),
            Filter::Not(conditions) => json!({"$not": map(conditions)}),
            Filter::And(filters) => json!({"$and": list(filters)}),
            Filter::Or(filters) => json!({"$or": list(filters)}),
            Filter::Along(condition) => json!({
                "path": self.path(&condition.path, condition.attribute, query),
                "constraints": self.condition(condition, query),
            }),
        }
    }

    fn condition(&self, condition: &Condition, query: &Query) -> Json {
        let mut properties: Map<String, Json> = Map::new();
        for (property, op, operands) in &condition.tests {
            let operands: Vec<Json> = operands.iter().map(|part| self.part(part)).collect();
            let operand = match op {
                Operator::In => Json::Array(operands),
                Operator::NotEmpty => json!(true),
                _ => operands[0].clone(),
            };
            let operators = properties.entry((*property).to_owned()).or_insert_with(|| json!({}));
            operators[operator(*op)] = operand;
        }
        if query.short {
            for operators in properties.values_mut() {
                let bare = operators.as_object().filter(|all| all.len() == 1);
                if let Some(value) = bare.and_then(|all| all.get("$eq")) {
                    *operators = value.clone();
                }
            }
            let (property, only) = match properties.iter().next() {
                Some((property, only)) if properties.len() == 1 => (property, only),
                _ => return Json::Object(properties),
            };
            if is_default(condition.attribute, property) {
                return only.clone();
            }
        }
        Json::Object(properties)
    }
}

/// Whether the property can be omitted.
fn is_default(attribute: Attribute, property: &str) -> bool {
    let first = PROPERTIES.iter().find(|(of, ..)| *of == attribute);
    let is_reference = matches!(attribute, Attribute::Company | Attribute::Account);
    !is_reference && first.is_some_and(|(_, name, _)| *name == property)
}
