//! A sales pipeline: companies on a list, moved from stage to stage.
//!
//! `cargo run -p attio-examples --bin sales_pipeline` runs against the emulator; with `--keep`, open the board that it
//! prints. `--live` needs a list `sales_pipeline` in the workspace of `ATTIO_API_KEY`, and removes the entries and
//! companies that it created.

use attio_core::{
    AttioEntry, AttioOption, AttioRecord, Client, Currency, Date, Domain, Entry, RecordId,
};
use attio_examples::{Args, Workspace, pipeline};
use clap::Parser;

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioOption, Clone, Copy, Debug, PartialEq)]
enum Stage {
    Lead,
    #[attio(title = "In talks")]
    InTalks,
    #[attio(title = "Proposal sent")]
    ProposalSent,
    Won,
    Lost,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    stage: Stage,
    #[attio(slug = "deal_size")]
    size: Option<Currency>,
    #[attio(slug = "close_date")]
    closes_on: Option<Date>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let workspace = Workspace::open(args).await?;
    let client = &workspace.client;
    if let Some(emulator) = &workspace.emulator {
        pipeline::make_list(emulator)?;
    }

    let mut companies = Vec::new();
    for (name, domain, size) in
        [("Acme", "acme.example", 12_000), ("Globex", "globex.example", 48_000)]
    {
        let company =
            Company { name: Some(name.to_owned()), domains: vec![domain.parse::<Domain>()?] };
        let id = company.assert(client, Company::DOMAINS).await?.id.record_id;
        // One entry per company: an assert finds the one that is there.
        let lead = Opportunity {
            stage: Stage::Lead,
            size: Some(Currency::new(size.into())?),
            closes_on: Some("2026-12-31".parse::<Date>()?),
        };
        let entry = lead.assert(client, id).await?;
        println!("{name} is in the pipeline: entry {}", entry.id.entry_id);
        companies.push((id, entry));
    }

    if let Some((_, globex)) = companies.last() {
        move_to(client, globex, Stage::InTalks).await?;
        move_to(client, globex, Stage::Won).await?;
    }

    let open = Opportunity::query()
        .filter(!Opportunity::STAGE.eq(Stage::Won) & !Opportunity::STAGE.eq(Stage::Lost))
        .sort(Opportunity::PARENT.via(Company::NAME).asc())
        .all(client)
        .await?;
    println!("\nopen opportunities:");
    for entry in &open {
        let company = Company::get(client, entry.parent).await?.decode()?;
        let opportunity = entry.decode()?;
        let name = company.name.as_deref().unwrap_or("a company without a name");
        let size = opportunity.size.map_or_else(String::new, |size| format!(", {size}"));
        let closes = opportunity.closes_on.map_or_else(String::new, |day| format!(", by {day}"));
        println!("  {name}: {:?}{size}{closes}", opportunity.stage);
    }

    if let Some(emulator) = &workspace.emulator {
        println!("\nthe board: {}/emulator/lists/sales_pipeline", emulator.base_url());
    } else {
        remove(client, companies).await?;
    }
    workspace.close(args).await
}

async fn move_to(
    client: &Client,
    entry: &Entry<Opportunity>,
    stage: Stage,
) -> Result<(), attio_core::Error> {
    let id = entry.id.entry_id;
    Opportunity::patch(id).set(Opportunity::STAGE, stage).overwrite(client).await?;
    let history = Opportunity::history(client, id, Opportunity::STAGE).await?;
    let stages: Vec<_> = history.iter().map(|stage| format!("{:?}", stage.value)).collect();
    println!("  {id}: {}", stages.join(" → "));
    Ok(())
}

async fn remove(
    client: &Client,
    companies: Vec<(RecordId<Company>, Entry<Opportunity>)>,
) -> Result<(), attio_core::Error> {
    for (company, entry) in companies {
        Opportunity::delete(client, entry.id.entry_id).await?;
        Company::delete(client, company).await?;
    }
    Ok(())
}
