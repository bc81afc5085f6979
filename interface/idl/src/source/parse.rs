//! From items of Rust to what [`Source`] keeps.

use super::{Member, Numbered, Record, Source, docs};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, BinOp, Expr, Fields, Ident, ImplItem, Item, Lit, LitInt, LitStr, Token, Visibility, braced};

impl Source {
    pub(super) fn take(&mut self, module: &str, items: Vec<Item>) -> syn::Result<()> {
        for item in items {
            match item {
                Item::Struct(item) => {
                    if let Fields::Named(fields) = item.fields {
                        let members = fields.named.into_iter().filter_map(|field| {
                            Some(Member { name: field.ident?.to_string(), docs: docs(&field.attrs), kind: field.ty })
                        });
                        let record = Record { docs: docs(&item.attrs), members: members.collect() };
                        self.records.insert(item.ident.to_string(), record);
                    }
                }
                Item::Enum(item) => {
                    let variants = item.variants.iter().zip(0..).map(|(variant, n)| Numbered {
                        name: variant.ident.to_string(),
                        number: variant.discriminant.as_ref().and_then(|(_, value)| number(value)).unwrap_or(n),
                        docs: docs(&variant.attrs),
                    });
                    self.enums.insert(item.ident.to_string(), variants.collect());
                }
                Item::Const(item) => self.take_constant(&item.ident, &item.expr, &item.attrs),
                Item::Fn(item) => self.take_errors(format!("{module}::{}", item.sig.ident), &item.attrs),
                Item::Impl(item) => {
                    let of = match *item.self_ty {
                        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
                        _ => None,
                    };
                    for member in item.items {
                        match member {
                            ImplItem::Fn(function) => {
                                let name = format!("{}::{}", of.as_deref().unwrap_or_default(), function.sig.ident);
                                self.take_errors(name, &function.attrs);
                            }
                            ImplItem::Const(constant) if of.as_deref() == Some("State") => {
                                self.take_constant(
                                    &Ident::new(&format!("STATE_{}", constant.ident), constant.ident.span()),
                                    &constant.expr,
                                    &constant.attrs,
                                );
                            }
                            _ => {}
                        }
                    }
                }
                Item::Macro(item) if item.mac.path.is_ident("layout") => {
                    let Layout { name, record } = item.mac.parse_body()?;
                    self.records.insert(name, record);
                }
                Item::Macro(item) if item.mac.path.is_ident("errors") => {
                    let Errors(documented) = item.mac.parse_body()?;
                    self.error_docs.extend(documented);
                }
                Item::Macro(item) if item.mac.path.is_ident("instructions") => {
                    let Instructions(variants) = item.mac.parse_body()?;
                    self.enums.insert("Instruction".to_owned(), variants);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn take_constant(&mut self, name: &Ident, value: &Expr, attributes: &[Attribute]) {
        if let Some(number) = number(value) {
            self.constants.push(Numbered { name: name.to_string(), number, docs: docs(attributes) });
        }
    }

    fn take_errors(&mut self, name: String, attributes: &[Attribute]) {
        if let Some((_, errors)) = docs(attributes).split_once("# Errors\n") {
            self.errors.insert(name, errors.trim().to_owned());
        }
    }
}

/// A whole number, or one shifted left by another.
fn number(value: &Expr) -> Option<u64> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => int.base10_parse().ok(),
            _ => None,
        },
        Expr::Binary(binary) if matches!(binary.op, BinOp::Shl(_)) => {
            number(&binary.left)?.checked_shl(u32::try_from(number(&binary.right)?).ok()?)
        }
        _ => None,
    }
}

/// What the `layout!` macro is given.
struct Layout {
    name: String,
    record: Record,
}

impl Parse for Layout {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let docs = docs(&input.call(Attribute::parse_outer)?);
        input.parse::<Visibility>()?;
        let name = input.parse::<Ident>()?.to_string();
        input.parse::<Token![:]>()?;
        input.parse::<LitInt>()?;
        let body;
        braced!(body in input);
        let mut members = Vec::new();
        while !body.is_empty() {
            body.parse::<LitInt>()?;
            let name = body.parse::<Ident>()?.to_string();
            body.parse::<Token![:]>()?;
            let kind = body.parse()?;
            body.parse::<Token![=]>()?;
            let docs = body.parse::<LitStr>()?.value();
            body.parse::<Token![;]>()?;
            members.push(Member { name, kind, docs });
        }
        Ok(Self { name, record: Record { docs, members } })
    }
}

/// What the `instructions!` macro is given: `Name(Args) = tag;` with documentation.
struct Instructions(Vec<Numbered>);

impl Parse for Instructions {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut variants = Vec::new();
        while !input.is_empty() {
            let docs = docs(&input.call(Attribute::parse_outer)?);
            let name = input.parse::<Ident>()?.to_string();
            let args;
            syn::parenthesized!(args in input);
            args.parse::<Ident>()?;
            input.parse::<Token![=]>()?;
            let number = input.parse::<LitInt>()?.base10_parse()?;
            input.parse::<Token![;]>()?;
            variants.push(Numbered { name, number, docs });
        }
        Ok(Self(variants))
    }
}

/// What the `errors!` macro is given: `Name = code, "message";` with documentation.
struct Errors(Vec<(String, String)>);

impl Parse for Errors {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut errors = Vec::new();
        while !input.is_empty() {
            let docs = docs(&input.call(Attribute::parse_outer)?);
            let name = input.parse::<Ident>()?.to_string();
            input.parse::<Token![=]>()?;
            input.parse::<LitInt>()?;
            input.parse::<Token![,]>()?;
            input.parse::<LitStr>()?;
            input.parse::<Token![;]>()?;
            errors.push((name, docs));
        }
        Ok(Self(errors))
    }
}
