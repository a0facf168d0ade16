//! The link of a person to the company of its e-mail address.

use attio_schema::AttributeType;
use fastrand::Rng;
use uuid::Uuid;

use super::write::New;
use super::{Actor, Creation, Payload, Store};
use crate::text::domain::Domain;

impl Store {
    /// The domain by which a new person gets its company, and the person's number; `None` if the
    /// person has a company or no e-mail address.
    pub(crate) fn linkable(&self, person: Uuid) -> Option<(Domain, u64)> {
        if !self.rules.enrichment {
            return None;
        }
        let record = self.record_by_id(person)?;
        let people = self.object("people").filter(|people| people.id == record.target)?;
        let company = self.open_attribute(people, "company")?;
        let emails = self.open_attribute(people, "email_addresses")?;
        if !record.active(company.id).is_empty() {
            return None;
        }
        let Payload::Email(email) = record.payloads(emails.id).next()? else { return None };
        let (domain, root) = (email.domain.clone(), email.root_domain.clone());
        Some((Domain { domain, root }, record.sequence))
    }

    /// Sets the company of a person that still has none, and creates a company if none has the
    /// domain.
    pub(crate) fn link_company(&mut self, person: Uuid, domain: &Domain, mut dice: Rng) {
        if self.linkable(person).is_none() {
            return;
        }
        let Some((company, attribute)) = self.company_and_attribute(domain, &mut dice) else {
            return;
        };
        let now = self.tick();
        self.set(person, attribute, vec![company], now, Actor::system());
        self.records.share(person);
    }

    /// The company, and the attribute of people that refers to it.
    fn company_and_attribute(
        &mut self,
        domain: &Domain,
        dice: &mut Rng,
    ) -> Option<(Payload, Uuid)> {
        let company = self.open_attribute(self.object("people")?, "company")?;
        let companies = self.object("companies")?;
        let domains = self.open_attribute(companies, "domains")?;
        let is_domain = domains.kind == Some(AttributeType::Domain);
        let is_allowed = company.allowed.as_ref().is_none_or(|ids| ids.contains(&companies.id));
        if !is_domain || !is_allowed || company.kind != Some(AttributeType::RecordReference) {
            return None;
        }
        let (attribute, object, domains) = (company.id, companies.id, domains.id);
        let name = self.open_attribute(companies, "name").map(|name| (name.id, name.kind));
        let value = Payload::Domain(domain.clone());
        let record = match self.holders(domains, &value).first() {
            Some(record) => *record,
            None => {
                let mut given = vec![(domains, vec![value])];
                if let Some((name, Some(AttributeType::Text))) = name {
                    given.push((name, vec![Payload::Text(name_of(&domain.root))]));
                }
                // As captured, a record that the system creates is some milliseconds older than its
                // values.
                let attribute = self.tick();
                let record = attribute.shifted(-dice.i64(0..=27));
                let created = Creation { record, attribute };
                let id = Uuid::new_v4();
                let new = New { id, target: object, parent: None, created: Some(created) };
                self.create_given(new, given, Actor::system()).ok()?
            }
        };
        Some((Payload::Reference { object, record }, attribute))
    }
}

/// The first label of a domain with a capital letter.
fn name_of(domain: &str) -> String {
    let label = domain.split('.').next().unwrap_or(domain);
    let mut letters = label.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
