//! A sales pipeline: a list of companies, its structs, and an emulator that has it.

use attio_core::{
    ActorRef, AttioEntry, AttioOption, AttioRecord, Currency, Domain, PersonalName, RecordId,
};
use attio_emulator::{Emulator, TargetName};
use serde_json::json;

use crate::Attio;

/// A company, which can be on the list.
#[derive(AttioRecord, Debug)]
#[attio(object = "companies")]
pub struct Company {
    /// The name.
    pub name: Option<String>,
    /// The domains.
    #[attio(unique)]
    pub domains: Vec<Domain>,
}

/// A person, which cannot.
#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
pub struct Person {
    /// The name.
    pub name: PersonalName,
}

/// The stage of an opportunity.
#[derive(AttioOption, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Open.
    #[attio(title = "In talks")]
    InTalks,
    /// Closed.
    Won,
}

/// A company in the pipeline.
#[derive(AttioEntry, Debug)]
#[attio(list = "sales_pipeline", parent = Company)]
pub struct Opportunity {
    /// The stage.
    pub stage: Option<Stage>,
    /// The size of the deal.
    #[attio(slug = "deal_size")]
    pub size: Option<Currency>,
    /// The members who work on it.
    pub owners: Vec<ActorRef>,
    /// The number in the books.
    #[attio(unique)]
    pub code: Option<String>,
}

impl Opportunity {
    /// Creates an opportunity in talks.
    #[must_use]
    pub fn in_talks() -> Self {
        Self { stage: Some(Stage::InTalks), size: None, owners: Vec::new(), code: None }
    }

    /// Creates an opportunity with this code.
    #[must_use]
    pub fn coded(code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..Self::in_talks() }
    }
}

/// Creates the list.
pub fn make(attio: &Emulator) {
    let list = json!({"api_slug": "sales_pipeline", "parent_object": "companies"});
    attio.create_list(&list).expect("the list");
    let pipeline = TargetName::List("sales_pipeline");
    for attribute in [
        json!({"api_slug": "stage", "type": "status"}),
        json!({"api_slug": "deal_size", "type": "currency", "config": {
            "currency": {"default_currency_code": "USD", "display_type": "symbol"}}}),
        json!({"api_slug": "owners", "type": "actor-reference", "is_multiselect": true}),
        json!({"api_slug": "code", "type": "text", "is_unique": true}),
    ] {
        attio.create_attribute(pipeline, &attribute).expect("the attribute");
    }
    for stage in ["In talks", "Won"] {
        attio.create_status(pipeline, "stage", stage).expect("the status");
    }
}

/// Starts an emulator with the list.
#[must_use]
pub fn start() -> Attio {
    let attio = Attio::start();
    make(&attio.emulator);
    attio
}

/// Creates a company with this name and a domain made of it.
#[must_use]
pub fn company(attio: &Emulator, name: &str) -> RecordId<Company> {
    let domain = format!("{}.com", name.to_lowercase());
    let values = json!({"name": name, "domains": [domain]});
    attio.seed("companies", &values).expect("the company").into()
}
