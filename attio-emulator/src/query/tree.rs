//! Parses a filter.

use super::condition::{Condition, Filter};
use super::operand;
use super::property::{Field, Operator, Property, default_property, properties};
use super::steps::{self, Wrong};
use super::test::Test;
use crate::error::ApiError;
use crate::json::Json;
use crate::store::{Attribute, Store, Target};

/// Reads filters, and tracks its path in them.
pub(super) struct Reader<'a> {
    store: &'a Store,
    path: Vec<String>,
}

/// Checks that a filter is valid.
pub(crate) fn check(store: &Store, target: &Target, filter: &Json) -> Result<(), ApiError> {
    Reader::new(store).filter(target, filter).map(drop)
}

/// The error for a type that needs the name of a property; its code mentions sorts for filters too.
pub(super) fn missing_field(attribute: &Attribute) -> ApiError {
    let message = format!("Filter cannot omit field for Attribute: {}.", attribute.slug());
    ApiError::request(400, "missing_sort_field", message)
}

/// The error for an attribute that does not exist.
pub(super) fn unknown_attribute(slug: &str) -> ApiError {
    let message = format!("Unknown attribute slug: {slug}.");
    ApiError::request(400, "unknown_filter_attribute_slug", message)
}

/// The property with this name.
pub(super) fn named(attribute: &Attribute, name: &str) -> Result<&'static Property, ApiError> {
    let all = properties(attribute.kind);
    all.iter().find(|property| property.name == name).ok_or_else(|| {
        let names = list(all.iter().map(|property| property.name));
        let slug = attribute.slug();
        let message =
            format!("Invalid field \"{name}\" for attribute \"{slug}\", must be one of {names}");
        ApiError::request(400, "invalid_filter_field", message)
    })
}

/// `("$eq", "$in")`
fn list(names: impl Iterator<Item = &'static str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    format!("({})", quoted.join(", "))
}

impl<'a> Reader<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self { store, path: Vec::new() }
    }

    fn wrong(&self, why: &str) -> ApiError {
        ApiError::filter(why, &self.path)
    }

    fn here(&self, error: ApiError) -> ApiError {
        ApiError { path: self.path.clone(), ..error }
    }

    /// Reads one step further down.
    fn at<T>(
        &mut self,
        step: impl Into<String>,
        read: impl FnOnce(&mut Self) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        self.path.push(step.into());
        let result = read(self);
        self.path.pop();
        result
    }

    /// A filter: logic, a path, or conditions.
    pub(super) fn filter(&mut self, target: &Target, given: &Json) -> Result<Filter, ApiError> {
        let Json::Object(members) = given else {
            return Err(self.wrong("a filter is an object"));
        };
        if let Some(path @ Json::Array(_)) = given.get("path") {
            return self.along_path(target, path, members);
        }
        let logic = |name: &str| matches!(name, "$and" | "$or" | "$not");
        let Some((name, operand)) = members.iter().find(|(name, _)| logic(name)) else {
            return self.conditions(target, members);
        };
        if members.len() > 1 {
            return Err(self.wrong(&format!("{name} must be the only member of its object")));
        }
        self.at(name.as_str(), |reader| match (name.as_str(), operand) {
            ("$not", Json::Object(members)) if !members.is_empty() => {
                // Only conditions: `$or` and `$and` are unknown slugs here.
                Ok(Filter::Not(Box::new(reader.conditions(target, members)?)))
            }
            ("$not", _) => Err(reader.wrong("$not takes an object with a condition")),
            (_, Json::Array(filters)) if !filters.is_empty() => {
                let filters = filters.iter().enumerate().map(|(i, filter)| {
                    reader.at(i.to_string(), |reader| reader.filter(target, filter))
                });
                let filters = filters.collect::<Result<_, _>>()?;
                Ok(if name == "$and" { Filter::All(filters) } else { Filter::Any(filters) })
            }
            _ => Err(reader.wrong(&format!("{name} takes an array of at least one filter"))),
        })
    }

    fn along_path(
        &mut self,
        target: &Target,
        path: &Json,
        members: &[(String, Json)],
    ) -> Result<Filter, ApiError> {
        let (store, mut constraints) = (self.store, None);
        for (name, value) in members {
            match name.as_str() {
                "path" => {}
                "constraints" => constraints = Some(value),
                _ => return Err(self.wrong("path can have only constraints beside it")),
            }
        }
        let (hops, attribute) = steps::read(store, target, path).map_err(|wrong| match wrong {
            Wrong::Attribute(step, slug) => {
                self.path.extend(["path".to_owned(), step.to_string(), "1".to_owned()]);
                self.here(unknown_attribute(&slug))
            }
            Wrong::Other(why) => self.wrong(&why),
        })?;
        let Some(constraints) = constraints else {
            return Err(self.wrong("path needs constraints beside it"));
        };
        let tests = self.at("constraints", |reader| reader.tests(attribute, constraints))?;
        Ok(Filter::Some(Condition::new(hops, attribute, tests)))
    }

    fn conditions(
        &mut self,
        target: &Target,
        members: &[(String, Json)],
    ) -> Result<Filter, ApiError> {
        let store = self.store;
        let conditions = members.iter().map(|(slug, condition)| {
            self.at(slug.as_str(), |reader| {
                let attribute = store.open_attribute(target, slug);
                let attribute = attribute.ok_or_else(|| reader.here(unknown_attribute(slug)))?;
                let tests = reader.tests(attribute, condition)?;
                Ok(Filter::Some(Condition::new(Vec::new(), attribute, tests)))
            })
        });
        let mut conditions: Vec<Filter> = conditions.collect::<Result<_, _>>()?;
        match (conditions.len(), conditions.pop()) {
            (1, Some(only)) => Ok(only),
            (_, last) => {
                conditions.extend(last);
                Ok(Filter::All(conditions))
            }
        }
    }

    /// A condition: a bare value, operators, or properties.
    fn tests(
        &mut self,
        attribute: &Attribute,
        condition: &Json,
    ) -> Result<Vec<(Field, Test)>, ApiError> {
        let is_operator = |(name, _): &&(String, Json)| name.starts_with('$');
        match condition {
            Json::Null | Json::Array(_) => {
                Err(self.wrong("a condition is a value or an object with operators or properties"))
            }
            Json::Object(members) if members.is_empty() => {
                Err(self.wrong("a condition has at least one operator or property"))
            }
            Json::Object(members) if members.iter().any(|m| !is_operator(&m)) => {
                if members.iter().any(|member| is_operator(&member)) {
                    return Err(self.wrong("operators and properties cannot be mixed"));
                }
                let mut tests = Vec::new();
                for (name, value) in members {
                    self.at(name.as_str(), |reader| {
                        let property = named(attribute, name).map_err(|e| reader.here(e))?;
                        tests.extend(reader.property(attribute, property, value)?);
                        Ok(())
                    })?;
                }
                Ok(tests)
            }
            other => {
                let property = default_property(attribute.kind);
                let property = property.ok_or_else(|| self.here(missing_field(attribute)))?;
                self.property(attribute, property, other)
            }
        }
    }

    /// The test of a property: a bare value, or operators.
    fn property(
        &mut self,
        attribute: &Attribute,
        property: &'static Property,
        asked: &Json,
    ) -> Result<Vec<(Field, Test)>, ApiError> {
        match asked {
            Json::Null | Json::Array(_) => Err(self.wrong("expected a value or operators")),
            Json::Object(members) if members.is_empty() => Err(self.wrong("there is no operator")),
            Json::Object(members) => members
                .iter()
                .map(|(name, operand)| {
                    self.at(name.as_str(), |reader| {
                        reader.operator(attribute, property, name, operand)
                    })
                })
                .collect(),
            value => Ok(vec![self.operator(attribute, property, Operator::Eq.name(), value)?]),
        }
    }

    fn operator(
        &self,
        attribute: &Attribute,
        property: &'static Property,
        name: &str,
        operand: &Json,
    ) -> Result<(Field, Test), ApiError> {
        let operator = property.operators.iter().find(|operator| operator.name() == name);
        let Some(&operator) = operator else {
            let names = list(property.operators.iter().map(|operator| operator.name()));
            let message = format!(
                "Invalid operator \"{name}\" for field \"{}\", must be one of {names}",
                property.name
            );
            return Err(self.here(ApiError::request(400, "invalid_filter_operator", message)));
        };
        operand::test(self.store, attribute, property, operator, operand)
            .map(|test| (property.field, test))
            .map_err(|why| self.wrong(&why))
    }
}
