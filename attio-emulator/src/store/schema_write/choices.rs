//! Creating and updating the options of a select attribute and the statuses of a status attribute.

use attio_schema::AttributeType;
use uuid::Uuid;

use super::EMPTY;
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::Json;
use crate::mistakes::Mistakes;
use crate::store::load::derived;
use crate::store::{Attribute, Store, TargetName};
use crate::text::duration::IsoDuration;

impl Store {
    /// The attribute of a path, if it has this type.
    fn choice_attribute(
        &self,
        target: TargetName<'_>,
        attribute: &str,
        kind: AttributeType,
    ) -> Result<&Attribute, ApiError> {
        let attribute = self.attribute_or_404(self.target(target)?, attribute)?;
        if attribute.kind == Some(kind) {
            return Ok(attribute);
        }
        let message = format!("This attribute is not a {kind} attribute.");
        Err(ApiError::validation(message, Vec::new()))
    }

    /// The select attribute of a path.
    pub(crate) fn select(
        &self,
        target: TargetName<'_>,
        attribute: &str,
    ) -> Result<&Attribute, ApiError> {
        self.choice_attribute(target, attribute, AttributeType::Select)
    }

    /// The status attribute of a path.
    pub(crate) fn status(
        &self,
        target: TargetName<'_>,
        attribute: &str,
    ) -> Result<&Attribute, ApiError> {
        self.choice_attribute(target, attribute, AttributeType::Status)
    }

    /// Creates an option after the other options.
    pub(crate) fn create_option(
        &mut self,
        target: TargetName<'_>,
        attribute: &str,
        body: &Json,
    ) -> Result<Json, ApiError> {
        let mut attribute = self.select(target, attribute)?.clone();
        let mut option =
            attio_schema::SelectOption::new(Fields::data(body)?.required_filled("title")?);
        check_option_title(&attribute, &option.title, None)?;
        option.id = choice_id(&attribute, "option", &option.title);
        let answer = self.option_json(&attribute, &option);
        attribute.model.options.push(option);
        self.attributes.insert(attribute.id, attribute);
        Ok(answer)
    }

    /// Renames, archives or restores an option, given by title or ID.
    pub(crate) fn update_option(
        &mut self,
        target: TargetName<'_>,
        attribute: &str,
        wanted: &str,
        body: &Json,
    ) -> Result<Json, ApiError> {
        let mut attribute = self.select(target, attribute)?.clone();
        let data = Fields::data(body)?;
        let mut mistakes = Mistakes::default();
        let title = mistakes.take(data.filled("title"));
        let archived = mistakes.take(data.flag("is_archived"));
        mistakes.end()?;
        let found =
            attribute.model.options.iter().position(|option| {
                option.title == wanted || option.id.eq_ignore_ascii_case(wanted)
            });
        if let (Some(title), Some(own)) = (title, found) {
            check_option_title(&attribute, title, Some(own))?;
        }
        let option = found.and_then(|i| attribute.model.options.get_mut(i)).ok_or_else(|| {
            let message =
                format!("Cannot find select attribute with select option title \"{wanted}\".");
            ApiError::value_not_found(message)
        })?;
        if title.is_none() && archived.is_none() {
            return Err(ApiError::validation(EMPTY, Vec::new()));
        }
        option.title = title.map_or_else(|| option.title.clone(), str::to_owned);
        option.is_archived = archived.unwrap_or(option.is_archived);
        let option = option.clone();
        let answer = self.option_json(&attribute, &option);
        self.attributes.insert(attribute.id, attribute);
        Ok(answer)
    }

    /// Creates a status after the other statuses.
    pub(crate) fn create_status(
        &mut self,
        target: TargetName<'_>,
        attribute: &str,
        body: &Json,
    ) -> Result<Json, ApiError> {
        let mut attribute = self.status(target, attribute)?.clone();
        let data = Fields::data(body)?;
        let mut mistakes = Mistakes::default();
        let mut status = attio_schema::Status::new(mistakes.take(data.required_filled("title")));
        let celebration = mistakes.take(data.flag("celebration_enabled"));
        let target_time = mistakes.take(read_target_time(&data));
        mistakes.end()?;
        check_status_title(&attribute, &status.title, None)?;
        status.id = choice_id(&attribute, "status", &status.title);
        status.celebration_enabled = celebration.unwrap_or_default();
        status.target_time_in_status = target_time.flatten();
        let answer = self.status_json(&attribute, &status);
        attribute.model.statuses.push(status);
        self.attributes.insert(attribute.id, attribute);
        Ok(answer)
    }

    /// Updates a status, given by title or ID.
    pub(crate) fn update_status(
        &mut self,
        target: TargetName<'_>,
        attribute: &str,
        wanted: &str,
        body: &Json,
    ) -> Result<Json, ApiError> {
        let mut attribute = self.status(target, attribute)?.clone();
        let data = Fields::data(body)?;
        let mut mistakes = Mistakes::default();
        let title = mistakes.take(data.filled("title"));
        let archived = mistakes.take(data.flag("is_archived"));
        let celebration = mistakes.take(data.flag("celebration_enabled"));
        let target_time = mistakes.take(read_target_time(&data));
        mistakes.end()?;
        let found =
            attribute.model.statuses.iter().position(|status| {
                status.title == wanted || status.id.eq_ignore_ascii_case(wanted)
            });
        if let (Some(title), Some(own)) = (title, found) {
            check_status_title(&attribute, title, Some(own))?;
        }
        let status = found.and_then(|i| attribute.model.statuses.get_mut(i)).ok_or_else(|| {
            let message =
                format!("Cannot find status attribute with status option title \"{wanted}\".");
            ApiError::value_not_found(message)
        })?;
        if title.is_none() && archived.is_none() && celebration.is_none() && target_time.is_none() {
            return Err(ApiError::validation(EMPTY, Vec::new()));
        }
        status.title = title.map_or_else(|| status.title.clone(), str::to_owned);
        status.is_archived = archived.unwrap_or(status.is_archived);
        status.celebration_enabled = celebration.unwrap_or(status.celebration_enabled);
        if let Some(time) = target_time {
            status.target_time_in_status = time;
        }
        let status = status.clone();
        let answer = self.status_json(&attribute, &status);
        self.attributes.insert(attribute.id, attribute);
        Ok(answer)
    }
}

fn check_option_title(
    attribute: &Attribute,
    title: &str,
    own: Option<usize>,
) -> Result<(), ApiError> {
    let mut options = attribute.model.options.iter().enumerate();
    if options.any(|(i, option)| Some(i) != own && option.title == title) {
        let message = format!("There is already another select option with the title \"{title}\".");
        return Err(ApiError::slug_conflict(message));
    }
    Ok(())
}

fn check_status_title(
    attribute: &Attribute,
    title: &str,
    own: Option<usize>,
) -> Result<(), ApiError> {
    let mut statuses = attribute.model.statuses.iter().enumerate();
    if statuses.any(|(i, status)| Some(i) != own && status.title == title) {
        let message = format!("There is already another status with the title \"{title}\".");
        return Err(ApiError::slug_conflict(message));
    }
    Ok(())
}

/// The ID of a new option or status; reusing the former title of a renamed one yields another ID.
fn choice_id(attribute: &Attribute, kind: &str, title: &str) -> String {
    let id = derived(attribute.id, &format!("{kind} {title}")).to_string();
    let model = &attribute.model;
    let taken = model.options.iter().any(|option| option.id == id)
        || model.statuses.iter().any(|status| status.id == id);
    if taken { Uuid::new_v4().to_string() } else { id }
}

fn read_target_time(data: &Fields<'_>) -> Result<Option<Option<String>>, ApiError> {
    let name = "target_time_in_status";
    match data.nullable(name)? {
        Some(Some(text)) => match IsoDuration::parse(text) {
            Some(duration) => Ok(Some(Some(duration.canonical()))),
            None => Err(data.error(name, Violation::invalid("Invalid"))),
        },
        other => Ok(other.map(|_| None)),
    }
}
