// errors: 1
use attio_core::{AttioRecord, AttioValue, RecordRef};

#[derive(AttioValue)]
struct Login(String);

#[derive(AttioRecord)]
#[attio(object = "users")]
struct User {
    #[attio(unique)]
    login: Login,
}

fn uses() -> RecordRef<User> {
    RecordRef::by(User::LOGIN, "ada")
}

fn main() {}
