//! How the pure chain's types come about: from a tree, by one macro, for both clients.

use super::{Caller, Chain};
use std::borrow::Cow;

/// What every node carries: who calls, and the values of the variables passed on the way.
#[derive(Debug, Clone)]
pub(super) struct Base<C> {
    pub(super) caller: C,
    pub(super) values: Vec<(Cow<'static, str>, String)>,
}

impl<C: Caller> Base<C> {
    pub(super) fn new(caller: C) -> Self {
        Self { caller, values: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.values.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    pub(super) fn chain(self, template: &'static str) -> Chain<C> {
        Chain::new(self.caller, template).with_values(self.values)
    }
}

/// Declares the nodes below one: its type, its path, and then its children.
///
/// A child is `method: Type "/segment" (verbs) { children }`, or `method: Type {variable} (verbs) { children }` where a
/// variable stands in the path; what it does not have is left out. A verb comes with its operation's title. A node's
/// children live in a module of its method's name.
macro_rules! nodes {
    (
        $Parent:ident $path:tt
        $( $method:ident: $Type:ident $segment:tt $(($($verb:ident $title:literal),*))? $({ $($children:tt)* })? )*
    ) => {
        impl<C: $crate::chain::Caller> super::$Parent<C> {
            $( $crate::chain::node::step!($method $Type $segment); )*
        }

        $(
            $crate::chain::node::node!($Type [$path $segment] ($($($verb $title),*)?));
            $(
                #[doc = concat!("Below `", $crate::chain::node::template!([$path $segment]), "`.")]
                pub mod $method {
                    $crate::chain::node::nodes!($Type [$path $segment] $($children)*);
                }
            )?
        )*
    };
}

/// Declares `/v3` and the domains: `method: Type "segment" "English" "Chinese" operations (verbs)`. A domain's children
/// live in a file of its method's name, and it in a feature of its segment's.
macro_rules! domains {
    (
        $( $method:ident: $Type:ident $segment:tt $english:literal $chinese:literal $operations:literal
           $(($($verb:ident $title:literal),*))? )*
    ) => {
        $crate::chain::node::node!(V3 "/v3" ());

        impl<C: Caller> V3<C> {
            $(
                #[doc = concat!("`/v3/", $segment, "`: ", $english, " (", $chinese, "), feature `", $segment, "`.")]
                #[cfg(feature = $segment)]
                pub fn $method(self) -> $Type<C> {
                    $Type { base: self.base }
                }
            )*
        }

        $(
            $crate::chain::node::node!(
                #[cfg(feature = $segment)]
                #[doc = concat!($english, " (", $chinese, "), operations: ", $operations, ".")]
                $Type [["/v3" "/"] $segment] ($($($verb $title),*)?)
            );
        )*
    };
}

/// One type, and its verbs.
macro_rules! node {
    (
        $(#[cfg(feature = $feature:tt)])? $(#[doc = $doc:expr])?
        $Type:ident $path:tt ($($verb:ident $title:literal),*)
    ) => {
        #[doc = concat!("`", $crate::chain::node::template!($path), "`")]
        $(#[doc = ""] #[doc = $doc])?
        $(#[cfg(feature = $feature)])?
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct $Type<C> {
            pub(in $crate::chain) base: $crate::chain::node::Base<C>,
        }

        $crate::chain::node::verbs!($([$feature])? $Type $path ($($verb $title),*));
    };
}

/// What a type can be called with.
macro_rules! verbs {
    ($([$feature:tt])? $Type:ident $path:tt ()) => {};
    ($([$feature:tt])? $Type:ident $path:tt ($($verb:ident $title:literal),+)) => {
        $(#[cfg(feature = $feature)])?
        impl<C: $crate::chain::Caller> $Type<C> {
            $( $crate::chain::node::verb!($verb $title $path); )+

            /// Gives the query: pairs (`&[("appid", "wx…")]`), a map, or a struct; a typed request, too. Then call.
            pub fn query<Q: ::serde::Serialize + ?Sized>(self, query: &Q) -> $crate::chain::Chain<C> {
                self.base.chain($crate::chain::node::template!($path)).query(query)
            }
        }
    };
}

/// The method of one verb.
macro_rules! verb {
    (get $title:literal $path:tt) => {
        #[doc = concat!($title, ": calls `GET ", $crate::chain::node::template!($path), "` without a query.")]
        pub fn get(self) -> C::Output {
            self.base.chain($crate::chain::node::template!($path)).get()
        }
    };
    (get_file $title:literal $path:tt) => {
        #[doc = concat!($title, ": calls `GET ", $crate::chain::node::template!($path), "` without a query.")]
        ///
        /// What comes back is a file, not JSON: the path styles cannot read it. For bills the clients have
        /// `download_trade_bill` and the like.
        pub fn get(self) -> C::Output {
            self.base.chain($crate::chain::node::template!($path)).get()
        }
    };
    (delete $title:literal $path:tt) => {
        #[doc = concat!($title, ": calls `DELETE ", $crate::chain::node::template!($path), "` without a query or a body.")]
        pub fn delete(self) -> C::Output {
            self.base.chain($crate::chain::node::template!($path)).delete()
        }

        #[doc = concat!($title, ": calls `DELETE ", $crate::chain::node::template!($path), "` with a JSON body.")]
        pub fn delete_with<B: ::serde::Serialize + ?Sized>(self, body: &B) -> C::Output {
            self.base.chain($crate::chain::node::template!($path)).delete_with(body)
        }
    };
    (post_multipart $title:literal $path:tt) => {
        #[doc = concat!($title, ": calls `POST ", $crate::chain::node::template!($path), "` with a JSON body.")]
        ///
        /// Upstream takes a file here, as `multipart/form-data`, and refuses the JSON that the path styles send. For a
        /// merchant's pictures and films the clients have `upload_image` and `upload_video`.
        pub fn post<B: ::serde::Serialize + ?Sized>(self, body: &B) -> C::Output {
            self.base.chain($crate::chain::node::template!($path)).post(body)
        }
    };
    (post $title:literal $path:tt) => { $crate::chain::node::verb!(@body post "POST" $title $path); };
    (put $title:literal $path:tt) => { $crate::chain::node::verb!(@body put "PUT" $title $path); };
    (patch $title:literal $path:tt) => { $crate::chain::node::verb!(@body patch "PATCH" $title $path); };
    (@body $verb:ident $method:literal $title:literal $path:tt) => {
        #[doc = concat!($title, ": calls `", $method, " ", $crate::chain::node::template!($path), "` with a JSON body.")]
        pub fn $verb<B: ::serde::Serialize + ?Sized>(self, body: &B) -> C::Output {
            self.base.chain($crate::chain::node::template!($path)).$verb(body)
        }
    };
}

/// The step from a node to a child of it.
macro_rules! step {
    ($method:ident $Type:ident $segment:literal) => {
        #[doc = concat!("Goes on to `", $segment, "`.")]
        pub fn $method(self) -> $Type<C> {
            $Type { base: self.base }
        }
    };
    ($method:ident $Type:ident {$variable:ident}) => {
        #[doc = concat!("Goes on to `/{", stringify!($variable), "}` with its value, which is encoded once and not altered.")]
        pub fn $method(self, value: impl ::std::fmt::Display) -> $Type<C> {
            $Type { base: self.base.with(stringify!($variable), value) }
        }
    };
}

/// A path's text: `[[above] segment]`, nested.
macro_rules! template {
    ($first:literal) => {
        $first
    };
    ([$above:tt {$variable:ident}]) => {
        concat!($crate::chain::node::template!($above), "/{", stringify!($variable), "}")
    };
    ([$above:tt $segment:literal]) => {
        concat!($crate::chain::node::template!($above), $segment)
    };
}

pub(super) use {domains, node, nodes, step, template, verb, verbs};
