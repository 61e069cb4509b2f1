//! The two macros with which everything in this crate is declared once: [`schema!`] and [`operation!`].

/// Declares an object: a struct with builder and serde, its fields as data, and the check of its limits.
///
/// A field is `name "official name": Type => shape;` under `required` or `optional`.
macro_rules! schema {
    (
        $(#[doc = $doc:literal])*
        $name:ident {
            $(required { $( $(#[doc = $rdoc:literal])* $rname:ident $rlabel:literal: $rtype:ty => $rshape:expr; )* })?
            $(optional { $( $(#[doc = $odoc:literal])* $oname:ident $olabel:literal: $otype:ty => $oshape:expr; )* })?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, bon::Builder)]
        #[builder(on(String, into))]
        #[serde(remote = "Self")]
        #[cfg_attr(not(feature = "literals"), non_exhaustive)]
        pub struct $name {
            $($( $(#[doc = $rdoc])* pub $rname: $rtype, )*)?
            $($(
                $(#[doc = $odoc])*
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::check::optional")]
                pub $oname: Option<$otype>,
            )*)?
        }

        $crate::object::object!($name);

        impl $crate::spec::sealed::Sealed for $name {}

        impl $crate::spec::Schema for $name {
            const FIELDS: &'static [$crate::spec::Field] = &[
                $($( $crate::declare::field!(true, [$($rdoc),*] $rname $rlabel $rshape), )*)?
                $($( $crate::declare::field!(false, [$($odoc),*] $oname $olabel $oshape), )*)?
            ];
        }

        impl $crate::check::Limits for $name {
            #[allow(unused_imports, unused_variables, unused_mut, unused_assignments)]
            fn check_limits(&self) -> Result<(), $crate::violation::Violation> {
                use $crate::check::FieldValue;
                let mut fields = <Self as $crate::spec::Schema>::FIELDS.iter();
                $($( if let Some(field) = fields.next() { self.$rname.check(field)?; } )*)?
                $($(
                    if let (Some(field), Some(value)) = (fields.next(), &self.$oname) { value.check(field)?; }
                )*)?
                Ok(())
            }
        }

        impl $crate::check::FieldValue for $name {
            fn check(&self, field: &$crate::spec::Field) -> Result<(), $crate::violation::Violation> {
                $crate::check::Limits::check_limits(self).map_err(|violation| violation.within(field.name))
            }
        }
    };
}

/// Declares an operation: its request as one struct (path variables, then body or query), and all else as data.
///
/// Required texts after the question mark may accompany a body: `beside query { … }`. A POST that upstream lets its
/// callers repeat says where that is written: `reentrant "…";`.
macro_rules! operation {
    (
        $(#[doc = $doc:literal])*
        $name:ident $title:literal: $method:ident $path:literal => $success:literal $response:ty;
        source $source:literal;
        $(reentrant $reentrant:literal;)?
        $(path { $( $(#[doc = $pdoc:literal])* $pname:ident $plabel:literal => $pshape:expr; )* })?
        $(beside query { $( $(#[doc = $qdoc:literal])* $qname:ident $qlabel:literal => $qshape:expr; )* })?
        in $place:ident {
            $(required { $( $(#[doc = $rdoc:literal])* $rname:ident $rlabel:literal: $rtype:ty => $rshape:expr; )* })?
            $(optional { $( $(#[doc = $odoc:literal])* $oname:ident $olabel:literal: $otype:ty => $oshape:expr; )* })?
        }
    ) => {
        $(#[doc = $doc])*
        ///
        #[doc = concat!($title, " · `", stringify!($method), " ", $path, "` · [official page](", $source, ")")]
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, bon::Builder)]
        #[builder(on(String, into))]
        #[serde(remote = "Self")]
        #[cfg_attr(not(feature = "literals"), non_exhaustive)]
        pub struct $name {
            $($( $(#[doc = $pdoc])* #[serde(skip)] pub $pname: String, )*)?
            $($( $(#[doc = $qdoc])* #[serde(skip)] pub $qname: String, )*)?
            $($( $(#[doc = $rdoc])* pub $rname: $rtype, )*)?
            $($(
                $(#[doc = $odoc])*
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::check::optional")]
                pub $oname: Option<$otype>,
            )*)?
        }

        impl $name {
            const PATH_FIELDS: &'static [$crate::spec::Field] = &[
                $($( $crate::declare::field!(true, [$($pdoc),*] $pname $plabel $pshape), )*)?
            ];
            const BESIDE_FIELDS: &'static [$crate::spec::Field] = &[
                $($( $crate::declare::field!(true, [$($qdoc),*] $qname $qlabel $qshape), )*)?
            ];
        }

        $crate::object::object!($name);

        impl $crate::spec::sealed::Sealed for $name {}

        impl $crate::spec::Schema for $name {
            const FIELDS: &'static [$crate::spec::Field] = &[
                $($( $crate::declare::field!(true, [$($rdoc),*] $rname $rlabel $rshape), )*)?
                $($( $crate::declare::field!(false, [$($odoc),*] $oname $olabel $oshape), )*)?
            ];
        }

        impl $crate::check::Limits for $name {
            #[allow(unused_imports, unused_variables, unused_mut, unused_assignments)]
            fn check_limits(&self) -> Result<(), $crate::violation::Violation> {
                use $crate::check::FieldValue;
                use $crate::violation::Location;
                let mut path = Self::PATH_FIELDS.iter();
                $($(
                    if let Some(field) = path.next() {
                        self.$pname.check(field).map_err(|violation| violation.located(Location::Path))?;
                    }
                )*)?
                let mut beside = Self::BESIDE_FIELDS.iter();
                $($(
                    if let Some(field) = beside.next() {
                        self.$qname.check(field).map_err(|violation| violation.located(Location::Query))?;
                    }
                )*)?
                let place = $crate::declare::location!($place);
                let mut fields = <Self as $crate::spec::Schema>::FIELDS.iter();
                $($(
                    if let Some(field) = fields.next() { self.$rname.check(field).map_err(|v| v.located(place))?; }
                )*)?
                $($(
                    if let (Some(field), Some(value)) = (fields.next(), &self.$oname) {
                        value.check(field).map_err(|v| v.located(place))?;
                    }
                )*)?
                Ok(())
            }
        }

        impl $crate::operation::Operation for $name {
            type Response = $response;
            const SPEC: &'static $crate::spec::OperationSpec = &$crate::spec::OperationSpec {
                name: stringify!($name),
                title: $title,
                doc: &[$($doc),*],
                method: stringify!($method),
                path: $path,
                success: $success,
                source: $source,
                reentrant: $crate::declare::maybe!($($reentrant)?),
                path_fields: Self::PATH_FIELDS,
                query_fields: $crate::declare::query_fields!(Self, $place),
                body_fields: $crate::declare::only!(body, $place, <Self as $crate::spec::Schema>::FIELDS),
                response_fields: <$response as $crate::spec::Schema>::FIELDS,
            };

            fn path_values(&self) -> Vec<(&'static str, &str)> {
                vec![$($( (stringify!($pname), self.$pname.as_str()), )*)?]
            }

            fn beside_values(&self) -> Vec<(&'static str, &str)> {
                vec![$($( (stringify!($qname), self.$qname.as_str()), )*)?]
            }

            #[allow(unused_variables)]
            fn set_text(&mut self, name: &str, value: String) {
                match name {
                    $($( stringify!($pname) => self.$pname = value, )*)?
                    $($( stringify!($qname) => self.$qname = value, )*)?
                    _ => {}
                }
            }
        }
    };
}

/// One [`crate::spec::Field`].
macro_rules! field {
    ($required:literal, [$($doc:literal),*] $name:ident $label:literal $shape:expr) => {
        $crate::spec::Field {
            name: $crate::spec::wire_name(stringify!($name)),
            label: $label,
            doc: &[$($doc),*],
            required: $required,
            shape: $shape,
        }
    };
}

/// What may be left out of a declaration.
macro_rules! maybe {
    () => {
        None
    };
    ($given:literal) => {
        Some($given)
    };
}

/// What an operation has after the question mark.
macro_rules! query_fields {
    ($operation:ty, query) => {
        <$operation as $crate::spec::Schema>::FIELDS
    };
    ($operation:ty, body) => {
        Self::BESIDE_FIELDS
    };
}

/// The fields, where an operation's place for them is the wanted one.
macro_rules! only {
    (query, query, $fields:expr) => {
        $fields
    };
    (body, body, $fields:expr) => {
        $fields
    };
    ($wanted:ident, $place:ident, $fields:expr) => {
        &[]
    };
}

/// The [`crate::violation::Location`] of an operation's fields.
macro_rules! location {
    (query) => {
        $crate::violation::Location::Query
    };
    (body) => {
        $crate::violation::Location::Body
    };
}

pub(crate) use {field, location, maybe, only, operation, query_fields, schema};
