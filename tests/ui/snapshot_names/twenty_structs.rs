// errors: 20
// One renamed attribute.
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person1 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person2 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person3 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person4 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person5 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person6 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person7 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person8 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person9 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person10 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person11 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person12 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person13 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person14 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person15 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person16 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person17 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person18 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person19 {
    jobtitle: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person20 {
    jobtitle: Option<String>,
}

fn main() {}
