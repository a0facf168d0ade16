//! The committed snapshots for the compile-time checks match the emulator. After an intended
//! change, run
//! `ATTIO_TESTS_OVERWRITE=1 cargo test -p attio-tests --test suite committed_snapshots`.

use std::fs;
use std::path::Path;

use attio_schema::Workspace;
use attio_schema::scan::Snapshot;
use attio_tests::{Attio, invoices};

/// Compares as data, without the members: they are personal data, and no check needs them.
fn is_committed(workspace: Workspace, path: &str) {
    let mut workspace = workspace;
    workspace.members.clear();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("ATTIO_TESTS_OVERWRITE").is_some() {
        fs::write(&path, workspace.to_json()).expect("it is written");
    }
    let committed = fs::read_to_string(&path).expect("it is committed");
    assert!(
        by_order(&committed) == by_order(&workspace.to_json()),
        "{} differs from the emulator's schema",
        path.display()
    );
}

/// Replaces each ID by a number, because IDs differ each time.
fn by_order(json: &str) -> String {
    let mut ids: Vec<&str> = Vec::new();
    let parts = json.split('"').map(|part| {
        if !attio_schema::is_uuid(part) {
            return part.to_owned();
        }
        let place = ids.iter().position(|id| *id == part).unwrap_or_else(|| {
            ids.push(part);
            ids.len() - 1
        });
        format!("#{place}")
    });
    parts.collect::<Vec<_>>().join("\"")
}

#[test]
fn the_snapshot_of_the_examples_matches_the_emulator() {
    let attio = Attio::start();
    attio_examples::invoices::make_object(&attio.emulator).expect("the object is created");
    attio_examples::pipeline::make_list(&attio.emulator).expect("the list is created");
    is_committed(attio.emulator.snapshot(), "../examples/attio.schema.json");
}

#[test]
fn the_snapshot_of_the_tests_matches_the_emulator() {
    let attio = Attio::start();
    invoices::make(&attio.emulator);
    is_committed(attio.emulator.snapshot(), "schemas/invoices.json");
}

/// The derive's scanner and the model agree.
#[test]
fn the_scanner_reads_the_same_as_the_model() {
    let attio = Attio::start();
    invoices::make(&attio.emulator);
    let workspace = attio.emulator.snapshot();
    let scanned = Snapshot::scan(workspace.to_json()).expect("it is a snapshot");
    assert_eq!(scanned.objects().len(), workspace.objects.len());
    for object in &workspace.objects {
        let slug = object.api_slug.as_deref().expect("a slug");
        let by_slug = scanned.object(slug).expect("it reads").expect("it exists");
        assert_eq!(scanned.object(&object.id).expect("it reads").as_ref(), Some(&by_slug));
        assert_eq!((&by_slug.id, by_slug.slug.as_deref()), (&object.id, Some(slug)));
        assert_eq!(by_slug.attributes.len(), object.attributes.len());
        for expected in &object.attributes {
            let found = by_slug.attribute(&expected.api_slug).expect("it exists");
            assert_eq!(by_slug.attribute(&expected.id), Some(found));
            assert_eq!(found.attribute_type(), expected.attribute_type());
            assert_eq!(
                (found.is_writable, found.is_required, found.is_unique),
                (expected.is_writable, expected.is_required, expected.is_unique)
            );
            assert_eq!(
                (found.is_multiselect, found.is_archived, found.has_default),
                (expected.is_multiselect, expected.is_archived, expected.is_default_value_enabled)
            );
            let allowed = &expected.config.record_reference.allowed_object_ids;
            assert_eq!(&found.allowed_object_ids, allowed);
            let options = expected.options.iter().map(|o| (&o.id, &o.title, o.is_archived));
            let statuses = expected.statuses.iter().map(|s| (&s.id, &s.title, s.is_archived));
            let choices: Vec<_> = options.chain(statuses).collect();
            let scanned = found.choices.iter().map(|c| (&c.id, &c.title, c.is_archived));
            assert_eq!(scanned.collect::<Vec<_>>(), choices);
        }
    }
}
