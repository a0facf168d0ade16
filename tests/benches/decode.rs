//! Reading a page of people into structs without keeping the raw values: twelve of eighteen attributes, without
//! the metadata of the values. Three contenders read the same bytes into the same types. They are the derive, a
//! hand-written serde struct, and the same struct by way of a `serde_json::Value`. It also measures the derive if
//! the raw values are kept.
//!
//! They take turns within one run, each in CPU time of its thread, so that other load of the machine affects all
//! equally. The ratios are medians over the rounds.
//!
//! `cargo bench -p attio-benches --bench decode`

mod common;

use std::hint::black_box;
use std::time::Duration;

use attio_core::{AttioRecord, Values};
use common::reading::{by_hand, derive, through_value};
use common::{Person, answer_values, page, person};
use cpu_time::ThreadTime;

/// The numbers of records in a page.
const RECORDS: [usize; 2] = [1, 500];
/// The records that each contender reads in a round. A round is long compared with the resolution of the clock.
const A_ROUND: usize = 500;
const ROUNDS: usize = 201;

fn main() {
    for records in RECORDS {
        let page = page(records);
        check(&page, records);
        measure(&page, records);
    }
}

/// Decodes values that have already been checked to be JSON, such as those that a `Record` keeps.
fn kept(values: &[Values]) -> Vec<Person> {
    values.iter().map(|values| values.decode().expect("a person")).collect()
}

/// Checks that all contenders read the same.
fn check(page: &str, records: usize) {
    let people = derive(page);
    let (by_hand, through_value) = (by_hand(page), through_value(page));
    assert_eq!([people.len(), by_hand.len(), through_value.len()], [records; 3]);
    let written = person().to_json().expect("it can be written");
    for person in &people {
        assert_eq!(person.to_json().expect("it can be written"), written);
    }
    for (person, other) in people.iter().zip(by_hand.iter().chain(&through_value)) {
        let [name] = &other.name[..] else { panic!("one name") };
        assert_eq!(person.name.full_name(), name.full_name);
        assert_eq!(person.birthday, other.birthday.first().map(|day| day.value));
        assert_eq!(person.lifetime_value, other.lifetime_value.first().map(|v| v.currency_value));
        assert_eq!(person.email_addresses.len(), other.email_addresses.len());
        assert_eq!(person.job_title, other.job_title[0].value);
    }
}

fn measure(page: &str, records: usize) {
    let values = vec![answer_values().to_string(); records];
    let values: Vec<_> =
        values.into_iter().map(|json| Values::from_json(json).expect("JSON")).collect();
    let contenders: [(&str, &mut dyn FnMut()); 4] = [
        ("serde by hand", &mut || drop(black_box(by_hand(black_box(page))))),
        ("the derive", &mut || drop(black_box(derive(black_box(page))))),
        ("through `serde_json::Value`", &mut || drop(black_box(through_value(black_box(page))))),
        ("the derive, from values that are kept", &mut || {
            drop(black_box(kept(black_box(&values))))
        }),
    ];
    let mut times = [const { Vec::new() }; 4];
    for round in 0..=ROUNDS {
        for turn in 0..contenders.len() {
            // The contenders alternate in beginning a round.
            let index = (round + turn) % contenders.len();
            let started = ThreadTime::now();
            for _ in 0..A_ROUND / records {
                contenders[index].1();
            }
            // The first round is the warm-up.
            if round > 0 {
                times[index].push(started.elapsed());
            }
        }
    }
    println!("a page of {records}, {} bytes; microseconds per record, and ratios", page.len());
    println!("{:40} {:>8} {:>8} {:>9} {:>9}", "", "least", "median", "/ by hand", "/ Value");
    for (index, (name, _)) in contenders.iter().enumerate() {
        println!(
            "{name:40} {:8.2} {:8.2} {:9.2} {:9.2}",
            micros(times[index].iter().min().copied().unwrap_or_default()),
            micros(median(times[index].clone())),
            ratio(&times[index], &times[0]),
            ratio(&times[index], &times[2]),
        );
    }
}

fn micros(round: Duration) -> f64 {
    round.as_secs_f64() * 1e6 / A_ROUND as f64
}

fn median<T: PartialOrd + Copy>(mut all: Vec<T>) -> T {
    all.sort_by(|a, b| a.partial_cmp(b).expect("times are numbers"));
    all[all.len() / 2]
}

/// Returns the median of the ratios within a round.
fn ratio(these: &[Duration], those: &[Duration]) -> f64 {
    median(these.iter().zip(those).map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()).collect())
}
