//! The object of the example `every_attribute_type`.

use attio_emulator::Emulator;
use serde_json::json;

/// Creates the object, its attributes, options and statuses, as an admin of the workspace would.
///
/// # Errors
///
/// Returns an error if the object exists already.
pub fn make_object(attio: &Emulator) -> anyhow::Result<()> {
    attio.create_object(&json!({
        "api_slug": "invoices", "singular_noun": "Invoice", "plural_noun": "Invoices"
    }))?;
    let money = json!({"currency": {"default_currency_code": "EUR", "display_type": "symbol"}});
    let people = json!({"record_reference": {"allowed_objects": ["people"]}});
    let attributes = [
        ("number", "text", false, json!({})),
        ("quantity", "number", false, json!({})),
        ("is_reminded", "checkbox", false, json!({})),
        ("amount", "currency", false, money),
        ("due_on", "date", false, json!({})),
        ("sent_at", "timestamp", false, json!({})),
        ("satisfaction", "rating", false, json!({})),
        ("channel", "select", false, json!({})),
        ("tags", "select", true, json!({})),
        ("stage", "status", false, json!({})),
        ("contact", "record-reference", false, people),
        ("owner", "actor-reference", false, json!({})),
        ("billing_address", "location", false, json!({})),
        ("website", "domain", false, json!({})),
        ("copies_to", "email-address", true, json!({})),
        ("phone", "phone-number", false, json!({})),
    ];
    for (slug, kind, is_multiselect, config) in attributes {
        attio.create_attribute(
            "invoices",
            &json!({
                "api_slug": slug, "type": kind, "is_unique": slug == "number",
                "is_multiselect": is_multiselect, "config": config
            }),
        )?;
    }
    for (attribute, title) in
        [("channel", "Online"), ("channel", "In person"), ("tags", "export"), ("tags", "urgent")]
    {
        attio.create_option("invoices", attribute, title)?;
    }
    for title in ["Draft", "Paid 🎉"] {
        attio.create_status("invoices", "stage", title)?;
    }
    Ok(())
}
