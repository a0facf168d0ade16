//! Random filters and sorts over random records and entries: the emulator returns the same as a plain
//! model.

mod model;
mod strategy;
mod wire;

use proptest::prelude::*;

use self::model::{Query, World};
use self::strategy::{queries, world};
use self::wire::Server;

/// More with `ATTIO_LONG`.
fn cases() -> u32 {
    if std::env::var_os("ATTIO_LONG").is_some() { 96 } else { 32 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_returns_the_same_as_the_model(world in world(), queries in queries()) {
        check(&world, &queries)?;
    }
}

fn check(world: &World, queries: &[Query]) -> Result<(), TestCaseError> {
    let server = Server::with(world);
    for query in queries {
        let expected = world.answer(query, server.ids(query.of));
        let found = server.ask(query);
        prop_assert_eq!(found, expected, "{}", server.body(query));
    }
    Ok(())
}
