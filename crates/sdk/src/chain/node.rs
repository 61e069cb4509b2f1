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

/// Declares the types of a part of the chain.
///
/// A node is `method: Type "/segment" (verbs) { children }`, or `method: Type {variable} (verbs) { children }` where a
/// variable stands in the path. The name of the method is given apart from the segment because segments may be Rust
/// keywords, or verbs (`…/query` exists). A node's children live in a module of its method's name.
macro_rules! nodes {
    // The types of these nodes, below this path.
    ([$($path:tt)*]) => {};
    ([$($path:tt)*] $method:ident: $Type:ident $segment:literal ($($verb:ident)*) { $($children:tt)* } $($rest:tt)*) => {
        $crate::chain::node::nodes!(@node [$($path)* $segment,] $method $Type ($($verb)*) { $($children)* });
        $crate::chain::node::nodes!([$($path)*] $($rest)*);
    };
    ([$($path:tt)*] $method:ident: $Type:ident {$variable:ident} ($($verb:ident)*) { $($children:tt)* } $($rest:tt)*) => {
        $crate::chain::node::nodes!(
            @node [$($path)* "/{", stringify!($variable), "}",] $method $Type ($($verb)*) { $($children)* }
        );
        $crate::chain::node::nodes!([$($path)*] $($rest)*);
    };

    // The first node: its children live beside it, in the module that declares the tree.
    (@root $segment:literal $Type:ident $($children:tt)*) => {
        $crate::chain::node::nodes!(@type [$segment,] self $Type () { $($children)* });
        $crate::chain::node::nodes!([$segment,] $($children)*);
    };

    (@node $path:tt $method:ident $Type:ident $verbs:tt { $($children:tt)* }) => {
        $crate::chain::node::nodes!(@type $path $method $Type $verbs { $($children)* });

        #[doc = $crate::chain::node::joined!("Below `" $path "`.")]
        pub mod $method {
            $crate::chain::node::nodes!($path $($children)*);
        }
    };

    // One type, whose children live in `$module`.
    (@type $path:tt $module:ident $Type:ident ($($verb:ident)*) { $($children:tt)* }) => {
        #[doc = $crate::chain::node::joined!("`" $path "`")]
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct $Type<C> {
            base: $crate::chain::node::Base<C>,
        }

        impl<C: $crate::chain::Caller> $Type<C> {
            #[allow(dead_code)]
            const TEMPLATE: &'static str = $crate::chain::node::joined!("" $path "");

            pub(in $crate::chain) fn at(base: $crate::chain::node::Base<C>) -> Self {
                Self { base }
            }

            /// Shows every verb of this node and of those below to `visit`.
            #[cfg(test)]
            #[allow(unused_variables)]
            pub(in $crate::chain) fn walk(visit: &mut dyn FnMut(&'static str, &'static str)) {
                $( visit(stringify!($verb), Self::TEMPLATE); )*
                $crate::chain::node::nodes!(@walk C visit $module; $($children)*);
            }

            $( $crate::chain::node::verb!($verb $path); )*
            $crate::chain::node::nodes!(@steps $module; $($children)*);
        }
    };

    // A node's methods: one a child.
    (@steps $module:ident;) => {};
    (@steps $module:ident; $method:ident: $Type:ident $segment:literal $verbs:tt $children:tt $($rest:tt)*) => {
        #[doc = concat!("Goes on to `", $segment, "`.")]
        pub fn $method(self) -> $module::$Type<C> {
            $module::$Type::at(self.base)
        }

        $crate::chain::node::nodes!(@steps $module; $($rest)*);
    };
    (@steps $module:ident; $method:ident: $Type:ident {$variable:ident} $verbs:tt $children:tt $($rest:tt)*) => {
        #[doc = concat!("Goes on to `/{", stringify!($variable), "}` with its value, which is encoded once and not altered.")]
        pub fn $method(self, value: impl std::fmt::Display) -> $module::$Type<C> {
            $module::$Type::at(self.base.with(stringify!($variable), value))
        }

        $crate::chain::node::nodes!(@steps $module; $($rest)*);
    };

    (@walk $C:ident $visit:ident $module:ident;) => {};
    (@walk $C:ident $visit:ident $module:ident; $method:ident: $Type:ident $segment:tt $verbs:tt $children:tt $($rest:tt)*) => {
        $module::$Type::<$C>::walk($visit);
        $crate::chain::node::nodes!(@walk $C $visit $module; $($rest)*);
    };
}

/// A path's text, put together from its pieces.
macro_rules! joined {
    ($before:literal [$($piece:expr,)*] $after:literal) => {
        concat!($before, $($piece,)* $after)
    };
}

/// The method of one verb; the path is for the documentation.
macro_rules! verb {
    (get $path:tt) => {
        #[doc = $crate::chain::node::joined!("Calls `GET " $path "` without a query.")]
        pub fn get(self) -> C::Output {
            self.base.chain(Self::TEMPLATE).get()
        }

        /// Gives the query: pairs (`&[("appid", "wx…")]`), a map, or a struct; a typed request, too. Then call `get`.
        pub fn query<Q: serde::Serialize + ?Sized>(self, query: &Q) -> $crate::chain::Chain<C> {
            self.base.chain(Self::TEMPLATE).query(query)
        }
    };
    (delete $path:tt) => {
        #[doc = $crate::chain::node::joined!("Calls `DELETE " $path "`.")]
        pub fn delete(self) -> C::Output {
            self.base.chain(Self::TEMPLATE).delete()
        }
    };
    (post $path:tt) => { $crate::chain::node::verb!(@body post "Calls `POST " $path); };
    (put $path:tt) => { $crate::chain::node::verb!(@body put "Calls `PUT " $path); };
    (patch $path:tt) => { $crate::chain::node::verb!(@body patch "Calls `PATCH " $path); };
    (@body $verb:ident $calls:literal $path:tt) => {
        #[doc = $crate::chain::node::joined!($calls $path "` with a JSON body.")]
        pub fn $verb<B: serde::Serialize + ?Sized>(self, body: &B) -> C::Output {
            self.base.chain(Self::TEMPLATE).$verb(body)
        }
    };
}

pub(super) use {joined, nodes, verb};
