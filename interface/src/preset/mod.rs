//! Product data: the catalogue of stocks, the exchange's calendar, risk parameters by class of asset.

pub mod nyse;
pub mod risk;
pub mod xstocks;
