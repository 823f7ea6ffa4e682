//! Accounts, principals and policies in transactions on one of several engines
