// errors: 1
use attio_core::{AttioRecord, Filter};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "number")]
    twitter_followers: Option<u32>,
}

fn uses() -> Filter<Person> {
    Person::TWITTER_FOLLOWERS.lt("1000")
}

fn main() {}
