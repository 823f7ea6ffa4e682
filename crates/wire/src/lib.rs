//! AWS on the wire: Signature Version 4, the Query protocol, XML, error codes, shapes
