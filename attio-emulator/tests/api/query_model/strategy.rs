//! Random records and entries, and random queries. The pools are small, so that queries find something.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::model::{
    Attribute, Condition, Entry, Fate, Filter, Operator, Owner, Part, Query, Record, Sort, Step,
    Value, World,
};

pub(crate) const TITLES: [&str; 4] = ["One", "Two", "three", "Four"];
/// Domains and their root domains.
const DOMAINS: [(&str, &str); 5] = [
    ("a.com", "a.com"),
    ("b.a.com", "a.com"),
    ("x.co.uk", "x.co.uk"),
    ("y.x.co.uk", "x.co.uk"),
    ("ab.com", "ab.com"),
];
const PHONES: [(&str, &str); 4] = [
    ("+15558675309", "US"),
    ("+442079460958", "GB"),
    ("+493012345678", "DE"),
    ("+14165550123", "CA"),
];

/// Short strings with upper and lower case, in ASCII and beyond.
fn text() -> impl Strategy<Value = String> {
    vec(select(vec!["a", "A", "b", "B", "ä", "Ä", "ß", "İ", " ", "%"]), 0..4)
        .prop_map(|letters| letters.concat())
}

fn plain(part: Part) -> Vec<Value> {
    vec![vec![("value", part)]]
}

fn number() -> impl Strategy<Value = f64> {
    (-8_i32..8).prop_map(|n| f64::from(n) / 4.0)
}

fn day() -> impl Strategy<Value = String> {
    (1_u8..4, 1_u8..4).prop_map(|(month, day)| format!("2023-{month:02}-{day:02}"))
}

fn instant() -> impl Strategy<Value = String> {
    (day(), 0_u8..2, 0_u32..2).prop_map(|(day, hour, nano)| {
        format!("{day}T{hour:02}:00:00.{:09}Z", nano * 500_000_000 + nano)
    })
}

/// An e-mail address that no other record has.
fn email(owner: String, i: usize, local: &str, domain: (&str, &str)) -> Value {
    let local = format!("{local}{owner}{i}");
    let address = format!("{local}@{}", domain.0);
    vec![
        ("email_address", Part::Text(address)),
        ("email_domain", Part::Text(domain.0.to_owned())),
        ("email_root_domain", Part::Text(domain.1.to_owned())),
        ("email_local_specifier", Part::Text(local)),
    ]
}

fn name() -> impl Strategy<Value = Vec<Value>> {
    (text(), text(), text()).prop_map(|(first, last, full)| {
        vec![vec![
            ("first_name", Part::Text(first)),
            ("last_name", Part::Text(last)),
            ("full_name", Part::Text(full)),
        ]]
    })
}

/// A person; `mark` makes its e-mail addresses unique.
fn person(mark: &'static str) -> impl Strategy<Value = Record> {
    let emails = vec((select(vec!["a", "B", "ab"]), select(DOMAINS.to_vec())), 0..3);
    let emails = emails.prop_map(move |all| {
        let of = |(i, (local, domain))| email(mark.to_owned(), i, local, domain);
        all.into_iter().enumerate().map(of).collect::<Vec<Value>>()
    });
    let phones = subsequence(PHONES.to_vec(), 0..3).prop_map(|all| {
        let of = |(number, country): (&str, &str)| {
            vec![
                ("phone_number", Part::Text(number.to_owned())),
                ("country_code", Part::Text(country.to_owned())),
            ]
        };
        all.into_iter().map(of).collect::<Vec<Value>>()
    });
    let tags = subsequence((0..TITLES.len()).collect::<Vec<_>>(), 0..3).prop_shuffle();
    let choice = |i: usize| vec![("option", Part::Choice(i))];
    let company = any::<Index>();
    let optional = |strategy: BoxedStrategy<Vec<Value>>| {
        option::of(strategy).prop_map(Option::unwrap_or_default)
    };
    let first = (
        optional(name().boxed()),
        emails,
        optional(text().prop_map(|text| plain(Part::Text(text))).boxed()),
        phones,
        optional(number().prop_map(|n| plain(Part::Number(n))).boxed()),
        optional(number().prop_map(|n| vec![vec![("currency_value", Part::Number(n))]]).boxed()),
        optional((0_u8..=5).prop_map(|n| plain(Part::Number(n.into()))).boxed()),
    );
    let second = (
        optional(day().prop_map(|day| plain(Part::Time(day))).boxed()),
        optional(instant().prop_map(|at| plain(Part::Time(at))).boxed()),
        optional(any::<bool>().prop_map(|flag| plain(Part::Flag(flag))).boxed()),
        optional((0..TITLES.len()).prop_map(move |i| vec![choice(i)]).boxed()),
        tags.prop_map(move |all| all.into_iter().map(choice).collect::<Vec<Value>>()),
        option::of(company),
    );
    (first, second).prop_map(|(first, second)| {
        let (name, emails, job, phones, score, money, stars) = first;
        let (born, seen, vip, tier, tags, company) = second;
        let company = company.map(|company| {
            vec![
                ("target_object", Part::Companies),
                ("target_record_id", Part::Company(company.index(COMPANIES))),
            ]
        });
        Record {
            values: vec![
                (Attribute::Name, name),
                (Attribute::Emails, emails),
                (Attribute::JobTitle, job),
                (Attribute::Phones, phones),
                (Attribute::Score, score),
                (Attribute::Money, money),
                (Attribute::Stars, stars),
                (Attribute::Born, born),
                (Attribute::Seen, seen),
                (Attribute::Vip, vip),
                (Attribute::Tier, tier),
                (Attribute::Tags, tags),
                (Attribute::Company, company.into_iter().collect()),
            ],
        }
    })
}

const COMPANIES: usize = 3;
const PEOPLE: usize = 12;
const ENTRIES: usize = 16;

/// The values of an entry.
fn entry_values() -> impl Strategy<Value = Record> {
    let choice = |i: usize| vec![("option", Part::Choice(i))];
    let marks = subsequence((0..TITLES.len()).collect::<Vec<_>>(), 0..3).prop_shuffle();
    let account = option::of(any::<Index>()).prop_map(|company| {
        let company = company.map(|company| {
            vec![
                ("target_object", Part::Companies),
                ("target_record_id", Part::Company(company.index(COMPANIES))),
            ]
        });
        company.into_iter().collect::<Vec<Value>>()
    });
    let stage = (0..TITLES.len()).prop_map(|i| vec![vec![("status", Part::Choice(i))]]);
    (
        option::of(text().prop_map(|text| plain(Part::Text(text)))),
        option::of(number().prop_map(|n| plain(Part::Number(n)))),
        option::of(stage),
        marks.prop_map(move |all| all.into_iter().map(choice).collect::<Vec<Value>>()),
        account,
    )
        .prop_map(|(note, seats, stage, marks, account)| Record {
            values: vec![
                (Attribute::Note, note.unwrap_or_default()),
                (Attribute::Seats, seats.unwrap_or_default()),
                (Attribute::Stage, stage.unwrap_or_default()),
                (Attribute::Marks, marks),
                (Attribute::Account, account),
            ],
        })
}

/// An entry of one of the people; several entries of a person are likely.
fn entry() -> impl Strategy<Value = (Index, Record, Fate)> {
    let fate = prop_oneof![
        3 => Just(Fate::Stays),
        2 => entry_values().prop_map(Fate::Becomes),
        1 => Just(Fate::Deleted),
    ];
    (any::<Index>(), entry_values(), fate)
}

fn company(domain: (&'static str, &'static str)) -> impl Strategy<Value = Record> {
    (option::of(text()), any::<bool>()).prop_map(move |(name, has_domain)| {
        let domain = vec![
            ("domain", Part::Text(domain.0.to_owned())),
            ("root_domain", Part::Text(domain.1.to_owned())),
        ];
        let name = name.map(|name| plain(Part::Text(name))).unwrap_or_default();
        let domains = if has_domain { vec![domain] } else { Vec::new() };
        Record { values: vec![(Attribute::CompanyName, name), (Attribute::Domains, domains)] }
    })
}

/// The marks of the people: the first, and the one after an overwrite.
const MARKS: [(&str, &str); PEOPLE] = [
    ("a", "n"),
    ("b", "o"),
    ("c", "p"),
    ("d", "q"),
    ("e", "r"),
    ("f", "s"),
    ("g", "t"),
    ("h", "u"),
    ("i", "v"),
    ("j", "w"),
    ("k", "x"),
    ("l", "y"),
];

/// The first and the later values.
fn states<'a>(first: &'a mut Record, fate: &'a mut Fate) -> Vec<&'a mut Record> {
    match fate {
        Fate::Becomes(now) => vec![first, now],
        _ => vec![first],
    }
}

fn code(entry: usize, state: usize) -> String {
    format!("{}{entry}", ["k", "L"][state])
}

pub(crate) fn world() -> impl Strategy<Value = World> {
    let companies: Vec<_> = DOMAINS.into_iter().take(COMPANIES).map(company).collect();
    let person = |(first, then): (&'static str, &'static str)| {
        let fate = prop_oneof![
            3 => Just(Fate::Stays),
            2 => person(then).prop_map(Fate::Becomes),
            1 => Just(Fate::Deleted),
        ];
        (person(first), fate)
    };
    let people: Vec<_> = MARKS.into_iter().map(person).collect();
    let entries = vec(entry(), 0..ENTRIES);
    (companies, people, 0..=PEOPLE, entries).prop_map(|(companies, mut people, count, entries)| {
        people.truncate(count);
        let entry = |(person, values, fate): (Index, Record, Fate)| -> Entry {
            (person.index(count), values, fate)
        };
        let mut entries: Vec<Entry> =
            entries.into_iter().filter(|_| count > 0).map(entry).collect();
        for (i, (first, fate)) in people.iter_mut().enumerate() {
            for record in states(first, fate) {
                record.values.push((Attribute::PersonId, plain(Part::Person(i))));
            }
        }
        for (i, (_, first, fate)) in entries.iter_mut().enumerate() {
            for (state, record) in states(first, fate).into_iter().enumerate() {
                record.values.push((Attribute::EntryId, plain(Part::Entry(i))));
                // Some entries have a code; nobody else has it.
                let code = plain(Part::Text(code(i, state)));
                let code = if i % 3 == 0 { Vec::new() } else { code };
                record.values.push((Attribute::Code, code));
            }
        }
        World { companies, people, entries }
    })
}

use Operator::{Contains, EndsWith, Eq as Equal, Gt, Gte, In, Lt, Lte, NotEmpty, StartsWith};

const TEXT: &[Operator] = &[Equal, In, Contains, StartsWith, EndsWith];
const PARTS: &[Operator] = &[Equal, Contains, StartsWith, EndsWith];
const PARTS_OR_EMPTY: &[Operator] = &[Equal, NotEmpty, Contains, StartsWith, EndsWith];
const ORDER: &[Operator] = &[Equal, Lt, Lte, Gt, Gte];

/// The properties that an index finds. Half of the conditions are on them where there are any.
const INDEXED: [(Attribute, &str); 5] = [
    (Attribute::PersonId, "value"),
    (Attribute::Emails, "email_address"),
    (Attribute::Domains, "domain"),
    (Attribute::Code, "value"),
    (Attribute::EntryId, "value"),
];

/// Every property with its operators; the first property of an attribute is the default.
pub(crate) const PROPERTIES: &[(Attribute, &str, &[Operator])] = &[
    (Attribute::Name, "full_name", PARTS_OR_EMPTY),
    (Attribute::Name, "first_name", PARTS_OR_EMPTY),
    (Attribute::Name, "last_name", PARTS_OR_EMPTY),
    (Attribute::Emails, "email_address", PARTS),
    (Attribute::Emails, "email_domain", PARTS),
    (Attribute::Emails, "email_root_domain", PARTS),
    (Attribute::Emails, "email_local_specifier", PARTS),
    (Attribute::JobTitle, "value", TEXT),
    (Attribute::Phones, "phone_number", PARTS),
    (Attribute::Phones, "country_code", &[Equal, NotEmpty]),
    (Attribute::Score, "value", ORDER),
    (Attribute::Money, "currency_value", ORDER),
    (Attribute::Stars, "value", ORDER),
    (Attribute::Born, "value", ORDER),
    (Attribute::Seen, "value", ORDER),
    (Attribute::Vip, "value", &[Equal]),
    (Attribute::Tier, "option", &[Equal]),
    (Attribute::Tags, "option", &[Equal]),
    (Attribute::Company, "target_object", &[Equal]),
    (Attribute::Company, "target_record_id", &[Equal, In]),
    (Attribute::CompanyName, "value", TEXT),
    (Attribute::Domains, "domain", PARTS_OR_EMPTY),
    (Attribute::Domains, "root_domain", PARTS_OR_EMPTY),
    (Attribute::Note, "value", TEXT),
    (Attribute::Seats, "value", ORDER),
    (Attribute::Stage, "status", &[Equal]),
    (Attribute::Marks, "option", &[Equal]),
    (Attribute::Account, "target_object", &[Equal]),
    (Attribute::Account, "target_record_id", &[Equal, In]),
    (Attribute::PersonId, "value", &[Equal, In]),
    (Attribute::Code, "value", TEXT),
    (Attribute::EntryId, "value", &[Equal, In]),
];

/// The paths from people or entries to the attributes of this owner.
fn paths(of: Owner, to: Owner) -> Vec<Vec<Step>> {
    let company = Step::To(Attribute::Company);
    match (of, to) {
        (Owner::People, Owner::Companies) => vec![vec![company]],
        (Owner::Board, Owner::People) => vec![vec![Step::Parent]],
        (Owner::Board, Owner::Companies) => {
            vec![vec![Step::Parent, company], vec![Step::To(Attribute::Account)]]
        }
        _ if of == to => vec![Vec::new()],
        _ => Vec::new(),
    }
}

fn operand(attribute: Attribute, property: &'static str) -> BoxedStrategy<Part> {
    let texts = |texts: Vec<String>| select(texts).prop_map(Part::Text).boxed();
    match (attribute, property) {
        (Attribute::Emails, "email_address" | "email_local_specifier") => {
            let (marks, locals) = (select(MARKS.to_vec()), select(vec!["a", "B", "AB"]));
            let domain = select(DOMAINS.to_vec());
            let whole = property == "email_address";
            (marks, locals, domain, 0..3_usize, any::<bool>())
                .prop_map(move |((mark, later), local, domain, i, part)| {
                    let mark = if part { later } else { mark };
                    let end = if whole { format!("@{}", domain.0) } else { String::new() };
                    Part::Text(format!("{local}{mark}{i}{end}"))
                })
                .boxed()
        }
        (Attribute::Emails | Attribute::Domains, _) => {
            let names = DOMAINS.iter().map(|(domain, _)| *domain).chain(["A.COM", "b", ".", ""]);
            texts(names.map(str::to_owned).collect())
        }
        (Attribute::PersonId, _) => (0..PEOPLE).prop_map(Part::Person).boxed(),
        (Attribute::EntryId, _) => (0..ENTRIES).prop_map(Part::Entry).boxed(),
        (Attribute::Code, _) => (0..ENTRIES, 0..2_usize, any::<bool>())
            .prop_map(|(entry, state, upper)| {
                let code = code(entry, state);
                Part::Text(if upper { code.to_uppercase() } else { code })
            })
            .boxed(),
        // An equal number may lack its plus sign, which the model does not support.
        (Attribute::Phones, "phone_number") => {
            let numbers = PHONES.iter().map(|(number, _)| *number).chain(["+1", "+"]);
            texts(numbers.map(str::to_owned).collect())
        }
        (Attribute::Phones, _) => texts(["us", "GB", "DE"].map(str::to_owned).to_vec()),
        (Attribute::Score | Attribute::Money | Attribute::Seats, _) => {
            number().prop_map(Part::Number).boxed()
        }
        (Attribute::Stars, _) => (-1_i8..7).prop_map(|n| Part::Number(n.into())).boxed(),
        (Attribute::Born, _) => day().prop_map(Part::Time).boxed(),
        (Attribute::Seen, _) => instant().prop_map(Part::Time).boxed(),
        (Attribute::Vip, _) => any::<bool>().prop_map(Part::Flag).boxed(),
        (Attribute::Tier | Attribute::Tags | Attribute::Stage | Attribute::Marks, _) => {
            (0..TITLES.len()).prop_map(Part::Choice).boxed()
        }
        (Attribute::Company | Attribute::Account, "target_object") => Just(Part::Companies).boxed(),
        (Attribute::Company | Attribute::Account, _) => {
            (0..COMPANIES).prop_map(Part::Company).boxed()
        }
        (Attribute::Name | Attribute::JobTitle | Attribute::CompanyName | Attribute::Note, _) => {
            text().prop_map(Part::Text).boxed()
        }
    }
}

/// A test of a property.
fn test(
    (attribute, property, operators): (Attribute, &'static str, &'static [Operator]),
) -> impl Strategy<Value = (&'static str, Operator, Vec<Part>)> {
    (select(operators), vec(operand(attribute, property), 1..4)).prop_map(
        move |(operator, mut operands)| {
            match operator {
                Operator::In => {}
                Operator::NotEmpty => operands.clear(),
                _ => operands.truncate(1),
            }
            (property, operator, operands)
        },
    )
}

/// A condition with tests of one or two properties of an attribute of this owner.
fn condition(of: Owner, to: Owner) -> impl Strategy<Value = Condition> {
    let all = PROPERTIES.iter().copied();
    let all: Vec<_> = all.filter(|(attribute, ..)| attribute.owner() == to).collect();
    let indexed = |(attribute, property, _): &(Attribute, &'static str, _)| {
        INDEXED.contains(&(*attribute, *property))
    };
    let found: Vec<_> = all.iter().copied().filter(indexed).collect();
    let first = prop_oneof![select(all), select(found)];
    let drawn = (first, any::<Index>(), any::<bool>(), select(paths(of, to)));
    drawn.prop_flat_map(|(first, other, two, path)| {
        let same: Vec<_> = PROPERTIES.iter().copied().filter(|(of, ..)| *of == first.0).collect();
        let second = *other.get(&same);
        (test(first), test(second)).prop_map(move |(one, other)| {
            // The same operator twice would be one member.
            let tests = if two && (one.0, one.1) != (other.0, other.1) {
                vec![one, other]
            } else {
                vec![one]
            };
            Condition { path: path.clone(), attribute: first.0, tests }
        })
    })
}

/// Conditions on different attributes.
fn conditions(of: Owner, least: usize) -> impl Strategy<Value = Vec<Condition>> {
    vec(condition(of, of), least..3).prop_map(|mut all| {
        let mut seen = Vec::new();
        all.retain(|condition| {
            let new = !seen.contains(&condition.attribute);
            seen.push(condition.attribute);
            new
        });
        all
    })
}

fn filter(of: Owner) -> impl Strategy<Value = Filter> {
    let along = match of {
        Owner::Board => prop_oneof![
            2 => condition(of, Owner::People),
            2 => condition(of, Owner::Companies),
        ]
        .boxed(),
        _ => condition(of, Owner::Companies).boxed(),
    };
    let leaf = prop_oneof![
        4 => conditions(of, 1).prop_map(Filter::Map),
        1 => conditions(of, 0).prop_map(Filter::Map),
        2 => conditions(of, 1).prop_map(Filter::Not),
        2 => along.prop_map(Filter::Along),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(Filter::And),
            vec(inner, 1..4).prop_map(Filter::Or),
        ]
    })
}

fn sort(of: Owner) -> impl Strategy<Value = Sort> {
    // IDs are random, so their order is unknown.
    let all = PROPERTIES.iter().copied().filter(|(attribute, property, _)| {
        *property != "target_record_id" && !attribute.is_own_id()
    });
    let all = all.flat_map(|(attribute, property, _)| {
        paths(of, attribute.owner()).into_iter().map(move |path| (path, attribute, property))
    });
    (select(all.collect::<Vec<_>>()), any::<bool>()).prop_map(
        |((path, attribute, property), descending)| Sort { path, attribute, property, descending },
    )
}

pub(crate) fn queries() -> impl Strategy<Value = Vec<Query>> {
    vec(prop_oneof![query(Owner::People), query(Owner::Board)], 1..24)
}

fn query(of: Owner) -> impl Strategy<Value = Query> {
    let query = (
        option::weighted(0.9, filter(of)),
        vec(sort(of), 0..3),
        option::of(1_usize..8),
        option::of(0_usize..4),
        any::<bool>(),
        any::<bool>(),
    );
    query.prop_map(move |(filter, sorts, limit, offset, short, ids)| Query {
        of,
        filter,
        sorts,
        limit,
        offset,
        short,
        ids,
    })
}
