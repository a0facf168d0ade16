//! The world and the queries in the form of the API.

use attio_emulator::Emulator;
use reqwest::blocking::Client;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::model::{
    Attribute, Condition, Fate, Filter, Operator, Part, Query, Record, Sort, Value, World,
};
use super::strategy::{PROPERTIES, TITLES};

/// An emulator that contains the world.
pub(crate) struct Server {
    attio: Emulator,
    client: Client,
    companies: Vec<Uuid>,
    people: Vec<Uuid>,
}

fn slug(attribute: Attribute) -> (&'static str, &'static str) {
    match attribute {
        Attribute::Name => ("people", "name"),
        Attribute::Emails => ("people", "email_addresses"),
        Attribute::JobTitle => ("people", "job_title"),
        Attribute::Phones => ("people", "phone_numbers"),
        Attribute::Score => ("people", "score"),
        Attribute::Money => ("people", "money"),
        Attribute::Stars => ("people", "stars"),
        Attribute::Born => ("people", "born"),
        Attribute::Seen => ("people", "seen"),
        Attribute::Vip => ("people", "vip"),
        Attribute::Tier => ("people", "tier"),
        Attribute::Tags => ("people", "tags"),
        Attribute::Company => ("people", "company"),
        Attribute::CompanyName => ("companies", "name"),
        Attribute::Domains => ("companies", "domains"),
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
        let mut server = Self { attio, client, companies: Vec::new(), people: Vec::new() };
        for company in &world.companies {
            let id = server.attio.seed("companies", &server.values(company, false)).unwrap();
            server.companies.push(id);
        }
        for (first, _) in &world.people {
            let id = server.attio.seed("people", &server.values(first, false)).unwrap();
            server.people.push(id);
        }
        for (id, (_, fate)) in server.people.iter().zip(&world.people) {
            let path = format!("{}/v2/objects/people/records/{id}", server.attio.base_url());
            let request = match fate {
                Fate::Stays => continue,
                Fate::Becomes(now) => server
                    .client
                    .put(path)
                    .json(&json!({"data": {"values": server.values(now, true)}})),
                Fate::Deleted => server.client.delete(path),
            };
            let reply = request.bearer_auth(server.attio.api_key()).send().unwrap();
            assert_eq!(reply.status(), 200, "{}", reply.text().unwrap());
        }
        server
    }

    /// The IDs of the people.
    pub(crate) fn people(&self) -> &[Uuid] {
        &self.people
    }

    /// The values of a record; `all` includes the attributes without a value.
    fn values(&self, record: &Record, all: bool) -> Json {
        let named = record.values.iter().filter(|(_, values)| all || !values.is_empty());
        let members = named.map(|(attribute, values)| {
            let values = values.iter().map(|value| self.value(*attribute, value)).collect();
            (slug(*attribute).1.to_owned(), Json::Array(values))
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
        }
    }

    /// The indexes of the people that the query finds.
    pub(crate) fn ask(&self, query: &Query) -> Vec<usize> {
        let path = format!("{}/v2/objects/people/records/query", self.attio.base_url());
        let request = self.client.post(path).bearer_auth(self.attio.api_key());
        let reply = request.json(&self.body(query)).send().unwrap();
        let (status, text) = (reply.status(), reply.text().unwrap());
        assert_eq!(status, 200, "{text} for {}", self.body(query));
        let answer: Json = serde_json::from_str(&text).unwrap();
        let number = |record: &Json| {
            let id: Uuid = record["id"]["record_id"].as_str().unwrap().parse().unwrap();
            self.people.iter().position(|other| *other == id).unwrap()
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
        let (object, slug) = slug(attribute);
        if !query.ids {
            return slug.to_owned();
        }
        self.attio.attribute_id(object, slug).unwrap().to_string()
    }

    /// A path from a person to an attribute of its company.
    fn path(&self, attribute: Attribute, query: &Query) -> Json {
        let company = self.key(Attribute::Company, query);
        json!([["people", company], ["companies", self.key(attribute, query)]])
    }

    fn sort(&self, sort: &Sort, query: &Query) -> Json {
        let mut written = json!({"direction": if sort.descending { "desc" } else { "asc" }});
        match sort.attribute {
            Attribute::CompanyName | Attribute::Domains => {
                written["path"] = self.path(sort.attribute, query);
            }
            attribute => written["attribute"] = json!(self.key(attribute, query)),
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
            Filter::OfCompany(condition) => json!({
                "path": self.path(condition.attribute, query),
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
    attribute != Attribute::Company && first.is_some_and(|(_, name, _)| *name == property)
}
