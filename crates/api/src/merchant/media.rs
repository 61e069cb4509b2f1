//! `/v3/merchant/media/…`: files that other operations name by their `media_id`.
//!
//! An upload is a form and not a JSON body, so it is no [`Operation`](crate::Operation): what it consists of, and its
//! limits, stand here. The form has two fields: `meta`, the JSON of a [`MediaMeta`], which is what is signed, and
//! `file`, the file with its name.

use crate::check::{Limits, diagnose};
use crate::declare::schema;
use crate::spec::{Schema, text};
use crate::violation::{Issue, Location, Violation};
use serde_json::Value;

/// The form's field with the JSON of a [`MediaMeta`], which alone is signed.
pub const META: &str = "meta";
/// The form's field with the file.
pub const FILE: &str = "file";

schema! {
    /// What a file is: the field `meta` of an upload's form, and all that is signed of it.
    MediaMeta {
        required {
            /// Its name, of at most 128 characters, with one of the extensions that the upload takes.
            filename "文件名称": String => text(128);
            /// Of its bytes: 64 hex digits.
            sha256 "文件摘要": String => text(64);
        }
    }
}

schema! {
    /// The answer to an upload.
    UploadedMedia {
        required {
            /// Names the file in other operations.
            media_id "媒体文件标识ID": String => text(512);
        }
    }
}

impl MediaMeta {
    /// Reads the field `meta`.
    ///
    /// # Errors
    /// What is wrong with it, placed below `/meta`.
    pub fn read(json: &[u8]) -> Result<Self, Violation> {
        let unreadable = |error: serde_json::Error| {
            Violation::unreadable(Location::Body, format!("the field is not JSON: {error}")).within(META)
        };
        let value: Value = serde_json::from_slice(json).map_err(unreadable)?;
        if let Some(violation) = diagnose(&value, Self::FIELDS) {
            return Err(violation.within(META));
        }
        let meta: Self = serde_json::from_value(value).map_err(unreadable)?;
        meta.check_limits().map_err(|violation| violation.within(META))?;
        Ok(meta)
    }
}

/// A kind of file that can be uploaded.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Upload {
    /// What the operation is called here.
    pub name: &'static str,
    /// The official title.
    pub title: &'static str,
    /// The path; its method is `POST`.
    pub path: &'static str,
    /// The official page.
    pub source: &'static str,
    /// `image` or `video`.
    pub kind: &'static str,
    /// What such a file is called in messages: 图片, 视频.
    pub noun: &'static str,
    /// The official name of the form's field `file`.
    pub label: &'static str,
    /// The extensions that a file's name may have, in lower case; it may have them in upper case, too.
    pub extensions: &'static [&'static str],
    /// The most bytes.
    pub max_bytes: usize,
}

/// A picture: JPG, BMP or PNG of at most 2 MiB.
pub const IMAGE: Upload = Upload {
    name: "UploadImage",
    title: "图片上传",
    path: "/v3/merchant/media/upload",
    source: "https://pay.weixin.qq.com/doc/v3/partner/4012760509",
    kind: "image",
    noun: "图片",
    label: "图片文件",
    extensions: &["jpg", "jpeg", "bmp", "png"],
    max_bytes: 2 << 20,
};

/// A film of at most 5 MiB.
pub const VIDEO: Upload = Upload {
    name: "UploadVideo",
    title: "视频上传",
    path: "/v3/merchant/media/video_upload",
    source: "https://pay.weixin.qq.com/docs/partner/apis/contracted-merchant-application/video-upload.html",
    kind: "video",
    noun: "视频",
    label: "视频文件",
    extensions: &["avi", "wmv", "mpeg", "mp4", "mov", "mkv", "flv", "f4v", "m4v", "rmvb"],
    max_bytes: 5 << 20,
};

/// Both kinds.
pub const UPLOADS: [&Upload; 2] = [&IMAGE, &VIDEO];

impl Upload {
    /// A field of the form that is not there, in upstream's words; `issue` says why it counts as missing.
    #[must_use]
    pub fn missing(&self, field: &'static str, issue: impl Into<String>) -> Violation {
        let label = if field == META { "媒体文件元信息" } else { self.label };
        let missing = Violation {
            location: Location::Body,
            path: vec![field.to_owned()],
            label,
            issue: Box::new(Issue::Missing),
            value: Value::String(String::new()),
        };
        let issue = Issue::Rule { message: missing.message(), issue: issue.into() };
        Violation { issue: Box::new(issue), ..missing }
    }

    /// Whether a file of this name may be uploaded.
    #[must_use]
    pub fn takes(&self, filename: &str) -> bool {
        let extension = filename.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, extension)| extension);
        extension.is_some_and(|given| self.extensions.iter().any(|known| known.eq_ignore_ascii_case(given)))
    }
}

/// The media type that goes with a file's name; bytes of no known type where it is none of the uploads'.
#[must_use]
pub fn content_type(filename: &str) -> &'static str {
    let extension = filename.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref().unwrap_or_default() {
        "jpg" | "jpeg" => "image/jpeg",
        "bmp" => "image/bmp",
        "png" => "image/png",
        "avi" => "video/x-msvideo",
        "wmv" => "video/x-ms-wmv",
        "mpeg" => "video/mpeg",
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        "mkv" => "video/x-matroska",
        "flv" => "video/x-flv",
        "f4v" => "video/x-f4v",
        "m4v" => "video/x-m4v",
        "rmvb" => "application/vnd.rn-realmedia-vbr",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_needs_one_of_the_extensions() {
        for name in ["a.jpg", "A.JPG", "门店.照片.png", "a.b.Jpeg"] {
            assert!(IMAGE.takes(name) && !VIDEO.takes(name), "{name}");
        }
        for name in ["", "jpg", ".jpg", "a.", "a.gif", "a.jpg.exe", "a.jpg "] {
            assert!(!IMAGE.takes(name), "{name}");
        }
        assert!(VIDEO.takes("a.RMVB") && !VIDEO.takes("a.mpg"));
    }

    #[test]
    fn every_extension_has_a_media_type() {
        for extension in UPLOADS.iter().flat_map(|upload| upload.extensions) {
            assert_ne!(content_type(&format!("a.{extension}")), "application/octet-stream", "{extension}");
        }
        assert_eq!(content_type("a.exe"), "application/octet-stream");
    }
}
