//! An arbitrary string as a snapshot: the macros' scanner reads or refuses it, and agrees with the
//! serde model.
use attio_schema::Workspace;
use attio_schema::scan::Snapshot;

/// Reads the string in both ways.
pub fn check(text: &str) {
    let scanned = Snapshot::scan(text.to_owned());
    let read = Workspace::from_json(text);
    if let Ok(snapshot) = &scanned {
        for name in snapshot.objects() {
            if let Ok(Some(object)) = snapshot.object(name.name()) {
                let _ = object.attribute("name");
                for attribute in &object.attributes {
                    let _ = attribute.attribute_type();
                }
            }
        }
        for name in snapshot.lists().into_iter().flatten().flatten() {
            if let Ok(Some(list)) = snapshot.list(name.name()) {
                let _ = list.attribute("stage");
            }
        }
    }
    if let Ok(workspace) = read {
        let again = Workspace::from_json(&workspace.to_json()).expect("what was written is read");
        assert_eq!(again.to_json(), workspace.to_json());
        // The command that writes snapshots must not write one that the macros cannot read.
        let snapshot = Snapshot::scan(workspace.to_json()).expect("what was written is scanned");
        assert_eq!(snapshot.objects().len(), workspace.objects.len());
        let lists = snapshot.lists().expect("the lists are scanned");
        assert_eq!(lists.map(<[_]>::len), workspace.lists.as_ref().map(Vec::len));
    }
}
