//! Values as JSON. Most readers of JSON keep 53 bits of a number, so an integer of 64 bits and more is text, whatever its
//! value; the type alone decides. Every answer is made by the macro here, and by none of `serde_json`'s.

use serde_json::{Map, Value};
use std::path::PathBuf;

/// What can stand in an answer.
pub trait Json {
    fn to_json(&self) -> Value;
}

macro_rules! as_they_are {
    ($($kind:ty)*) => {
        $(impl Json for $kind {
            fn to_json(&self) -> Value {
                Value::from(self.clone())
            }
        })*
    };
}
// a `usize` counts what lies in memory
as_they_are! { bool u8 u16 u32 i16 i32 usize f64 String Map<String, Value> Value }

macro_rules! as_text {
    ($($kind:ty)*) => {
        $(impl Json for $kind {
            fn to_json(&self) -> Value {
                Value::String(self.to_string())
            }
        })*
    };
}
as_text! { u64 i64 u128 i128 str }

impl Json for PathBuf {
    fn to_json(&self) -> Value {
        self.to_string_lossy().as_ref().to_json()
    }
}

impl<T: Json + ?Sized> Json for &T {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl<T: Json> Json for Option<T> {
    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_json)
    }
}

impl<T: Json> Json for [T] {
    fn to_json(&self) -> Value {
        self.iter().map(T::to_json).collect()
    }
}

impl<T: Json, const N: usize> Json for [T; N] {
    fn to_json(&self) -> Value {
        self.as_slice().to_json()
    }
}

impl<T: Json> Json for Vec<T> {
    fn to_json(&self) -> Value {
        self.as_slice().to_json()
    }
}

/// A whole number that is not negative, as a number or as the text of one.
pub fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// An object, an array of unlike things, or a value, as JSON.
macro_rules! json {
    ({ $($key:tt: $value:expr),* $(,)? }) => {
        serde_json::Value::Object(
            [$((String::from($key), $crate::output::Json::to_json(&$value))),*].into_iter().collect(),
        )
    };
    ([ $($item:expr),* $(,)? ]) => {
        serde_json::Value::Array(vec![$($crate::output::Json::to_json(&$item)),*])
    };
    ($value:expr) => {
        $crate::output::Json::to_json(&$value)
    };
}
pub(crate) use json;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn an_integer_of_64_bits_is_text_and_a_smaller_one_a_number() {
        let held = json!({ "atoms": u64::MAX, "change": -1i64, "weight": 1u128, "ltv_bps": 5_500u16, "count": 3usize });
        assert_eq!(
            held.to_string(),
            r#"{"atoms":"18446744073709551615","change":"-1","count":3,"ltv_bps":5500,"weight":"1"}"#
        );
        assert_eq!(json!([Some(7u64), None::<u64>]).to_string(), r#"["7",null]"#);
        assert_eq!(
            json!({ "pair": [1u64, 2], "all": vec![json!({})] }).to_string(),
            r#"{"all":[{}],"pair":["1","2"]}"#
        );
        assert_eq!(json!([1u16, "x", true]), Value::Array(vec![1.into(), "x".into(), true.into()]));
    }
}
