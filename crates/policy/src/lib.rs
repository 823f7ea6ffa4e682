//! AWS policy text in, policy tree with byte spans out, and back
