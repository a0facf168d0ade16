//! Every attribute type is documented. The build of `attio-core` checks that each has a Rust type.

use attio_schema::AttributeType;

#[test]
fn the_guide_has_every_type() {
    let chapter = include_str!("../../../docs/guide/src/modelling.md");
    let table = chapter.split("| attribute type | Rust types |").nth(1).expect("a table");
    let rows: Vec<_> = table.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    for kind in AttributeType::ALL {
        let has = |row: &&str| {
            let names = row.split('|').nth(1).unwrap_or_default();
            names.split(',').any(|name| name.trim() == kind.as_str())
        };
        let row = rows.iter().find(|row| has(row));
        let row =
            row.unwrap_or_else(|| panic!("the table of modelling.md has no row for `{kind}`"));
        assert!(row.contains(kind.value_type()), "`{}` is missing in {row}", kind.value_type());
    }
}
