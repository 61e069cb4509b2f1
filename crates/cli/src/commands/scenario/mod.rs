//! `payscore scenario` and `payscore trigger`

mod show;

use crate::args::{AsMerchant, Scenario as Command, Trigger};
use crate::control::Control;
use crate::error::CliError;
use crate::interrupt::unless_interrupted;
use crate::notify_url::NotifyUrl;
use crate::output::{Screen, print, speaks_chinese};
use crate::receiver::Receiver;
use crate::scenario::{Runner, Scenario, World, built_in, built_in_named, built_in_names, did_you_mean};
use crate::table::Table;
use serde_json::{Value, json};
use show::Telling;
use std::collections::HashMap;
use std::path::Path;

/// Runs, lists, shows.
pub(super) fn run(control: &Control, command: Command, screen: Screen) -> Result<(), CliError> {
    match command {
        Command::Run { files, merchant } => {
            let scenarios = files.iter().map(|file| read(file)).collect::<Result<_, _>>()?;
            run_all(control, scenarios, &merchant, screen)
        }
        Command::List => list(screen),
        Command::Show { name } => print(built_in_named(&name).ok_or_else(|| unknown(&name))?),
    }
}

/// Runs built-in ones, or lists them.
pub(super) fn trigger(args: &Trigger, screen: Screen) -> Result<(), CliError> {
    if args.names.is_empty() && !args.all {
        return list(screen);
    }
    let names = args.names.iter().map(String::as_str);
    let names: Vec<&str> = if args.all { built_in_names().collect() } else { names.collect() };
    let scenarios = names.into_iter().map(built_in_one).collect::<Result<_, _>>()?;
    run_all(&Control::new(&args.connection)?, scenarios, &args.merchant, screen)
}

fn built_in_one(name: &str) -> Result<Scenario, CliError> {
    let text = built_in_named(name).ok_or_else(|| unknown(name))?;
    Scenario::parse(name, text).map_err(|mistake| Box::new(mistake).into())
}

fn unknown(name: &str) -> CliError {
    CliError::NoScenario { name: name.to_owned(), near: did_you_mean(name, built_in_names()) }
}

/// A file; where there is none of this name, the built-in one.
fn read(file: &Path) -> Result<Scenario, CliError> {
    let name = file.to_string_lossy();
    match std::fs::read_to_string(file) {
        Ok(text) => Scenario::parse(&name, &text).map_err(|mistake| Box::new(mistake).into()),
        Err(_) if built_in_named(&name).is_some() => built_in_one(&name),
        Err(source) => Err(CliError::ReadFile { path: file.to_owned(), source }),
    }
}

fn list(screen: Screen) -> Result<(), CliError> {
    let scenarios = built_in().collect::<Result<Vec<_>, _>>().map_err(Box::new)?;
    let entry = |scenario: &Scenario| {
        let (name, merchant) = (&scenario.name, &scenario.merchant);
        json!({ "name": name, "title": scenario.title, "title_zh": scenario.title_zh, "merchant": merchant })
    };
    let value = json!({ "scenarios": scenarios.iter().map(entry).collect::<Vec<Value>>() });
    screen.show(&value, |_, paint| {
        let mut table = Table::new(["name", "what happens"]);
        for scenario in &scenarios {
            let title = if speaks_chinese() { scenario.title_zh.as_ref() } else { None };
            table.row([scenario.name.clone(), title.unwrap_or(&scenario.title).clone()]);
        }
        table.render(paint)
    })
}

/// Runs them one after another, all of them even where some fail.
fn run_all(control: &Control, scenarios: Vec<Scenario>, how: &AsMerchant, screen: Screen) -> Result<(), CliError> {
    let mut worlds = Worlds { control, how, open: HashMap::new(), endpoints: Vec::new() };
    let mut work = Vec::new();
    for scenario in scenarios {
        let name = how.mchid.clone().unwrap_or_else(|| scenario.merchant.clone());
        work.push((worlds.of(&name)?, scenario));
    }
    let run = work.len();
    let told = unless_interrupted(move || {
        let mut telling = Telling::new(screen, speaks_chinese());
        let failed = work.iter().filter(|(world, scenario)| !Runner::new(world, scenario).run(&mut telling)).count();
        telling.end()?;
        Ok(failed)
    });
    // Also after ctrl-c: what was set for the time of the run is set back.
    drop(worlds);
    match told?.ok_or(CliError::Interrupted)? {
        0 => Ok(()),
        failed => Err(CliError::Failed { failed, run }),
    }
}

/// The merchants of a run, each with an address for its notifications.
struct Worlds<'a> {
    control: &'a Control,
    how: &'a AsMerchant,
    open: HashMap<String, World>,
    endpoints: Vec<(NotifyUrl, Receiver)>,
}

impl Worlds<'_> {
    fn of(&mut self, merchant: &str) -> Result<World, CliError> {
        if let Some(world) = self.open.get(merchant) {
            return Ok(world.clone());
        }
        let mut world = World::open(self.control, merchant)?;
        if let Some(url) = &self.how.notify_url {
            world = world.notified_at(url);
        } else if world.notify_url().is_empty() {
            let receiver = Receiver::start(world.opener());
            let receiver = receiver.map_err(|source| CliError::System { what: "listen for notifications", source })?;
            let notify_url = NotifyUrl::set(self.control.clone(), world.mchid(), receiver.url())?;
            world = world.notified_at(receiver.url());
            self.endpoints.push((notify_url, receiver));
        }
        self.open.insert(merchant.to_owned(), world.clone());
        Ok(world)
    }
}
