//! The list of the example `sales_pipeline`.

use attio_emulator::{Emulator, TargetName};
use serde_json::json;

/// Creates the list with its attributes and stages, as an admin of the workspace would.
///
/// # Errors
///
/// Returns an error if the list exists already.
pub fn make_list(attio: &Emulator) -> anyhow::Result<()> {
    attio.create_list(&json!({
        "api_slug": "sales_pipeline", "name": "Sales pipeline", "parent_object": "companies"
    }))?;
    let pipeline = TargetName::List("sales_pipeline");
    let money = json!({"currency": {"default_currency_code": "USD", "display_type": "symbol"}});
    for (slug, kind, is_multiselect, config) in [
        ("stage", "status", false, json!({})),
        ("deal_size", "currency", false, money),
        ("close_date", "date", false, json!({})),
        ("owners", "actor-reference", true, json!({})),
    ] {
        attio.create_attribute(
            pipeline,
            &json!({
                "api_slug": slug, "type": kind, "is_multiselect": is_multiselect, "config": config
            }),
        )?;
    }
    for stage in ["Lead", "In talks", "Proposal sent", "Won", "Lost"] {
        attio.create_status(pipeline, "stage", stage)?;
    }
    Ok(())
}
