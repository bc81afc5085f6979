use super::preset::Preset;
use crate::context::{Context, Env};
use crate::output::bounds::Validated;
use crate::output::table::{cell, table};
use crate::output::{Answer, bounds, fields, json};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{MarketParams, ReserveConfig};
use serde_json::Value;

/// Explain the parameters of a reserve: meaning, what they may be, and what they are
///
/// What a parameter may be depends on the others: the range is what the program accepts while they stay as they are, in
/// all sessions alike where there are several.
#[derive(Args)]
pub struct Params {
    /// Only this one, such as ltv_bps
    name: Option<String>,
    /// Of a listed asset, by its symbol [default: of --preset]
    #[arg(long, value_name = "SYMBOL", conflicts_with = "preset")]
    of: Option<String>,
    /// Of the market itself instead of a reserve
    #[arg(long, conflicts_with_all = ["of", "preset", "example"])]
    whole: bool,
    /// Of a class of assets
    #[arg(long, value_enum, default_value = "large-cap")]
    preset: Preset,
    /// Print a file for `--config` instead, with the meanings as comments
    #[arg(long, conflicts_with = "name")]
    example: bool,
}

impl Params {
    pub fn run(self, env: &Env) -> Result<Answer> {
        if self.whole {
            let params = Context::read(env)?.market()?.header().params();
            return Ok(explained(&params, &self.chosen(MarketParams::FIELDS)?));
        }
        let config = match &self.of {
            Some(symbol) => {
                let ctx = Context::read(env)?;
                let index = ctx.listed(symbol)?.1.index;
                ctx.market()?.reserve(index)?.config()
            }
            None => self.preset.config(),
        };
        let chosen = self.chosen(ReserveConfig::FIELDS)?;
        if self.example {
            let values = fields::read(ReserveConfig::FIELDS, bytemuck::bytes_of(&config), 0);
            let lines = chosen.iter().map(|field| format!("# {}\n{}: {}", field.doc, field.name, values[field.name]));
            let text = lines.collect::<Vec<_>>().join("\n");
            return Ok(Answer { json: values.into(), text });
        }
        Ok(explained(&config, &chosen))
    }

    /// The fields that are asked for.
    fn chosen(&self, all: &'static [Field]) -> Result<Vec<&'static Field>> {
        let all = all.iter().filter(|field| !field.name.starts_with("reserved"));
        let chosen: Vec<_> = all.filter(|field| self.name.as_deref().is_none_or(|name| name == field.name)).collect();
        if let (true, Some(name)) = (chosen.is_empty(), &self.name) {
            bail!("there is no parameter {name}: `hypothec market params` lists them");
        }
        Ok(chosen)
    }
}

fn explained<R: Validated>(params: &R, chosen: &[&Field]) -> Answer {
    let values = fields::read(R::LIST, bytemuck::bytes_of(params), 0);
    let (mut json, mut rows) = (Vec::new(), Vec::new());
    for field in chosen {
        let (value, range) = (&values[field.name], bounds::range(params, field));
        json.push(json!({
            "name": field.name, "meaning": field.doc, "type": field.kind, "value": value, "range": bounds::json(range),
        }));
        let shown = if value.is_array() { value.to_string() } else { cell(value) };
        rows.push(vec![field.name.into(), shown, bounds::words(field, range), field.doc.into()]);
    }
    Answer { json: Value::Array(json), text: table(&["parameter", "value", "may be", "?meaning"], rows) }
}
