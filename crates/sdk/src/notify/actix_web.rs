//! The extractor for actix-web.

use super::{Delivery, MAX_BODY_BYTES, NotifyAnswer, NotifyEndpoint, NotifyRefusal};
use actix_web::body::BoxBody;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, ResponseError, dev};
use http::{HeaderMap, HeaderName, HeaderValue};
use payscore_wire::headers;
use std::future::Future;
use std::pin::Pin;

/// All that is read of the headers.
const READ: [&str; 5] = [
    headers::WECHATPAY_SIGNATURE,
    headers::WECHATPAY_TIMESTAMP,
    headers::WECHATPAY_NONCE,
    headers::WECHATPAY_SERIAL,
    headers::WECHATPAY_SIGNATURE_TYPE,
];

impl FromRequest for Delivery {
    type Error = NotifyRefusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, NotifyRefusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let endpoint = request.app_data::<Data<NotifyEndpoint>>().cloned();
        let headers = translate(request);
        let payload = Payload::from_request(request, payload);
        Box::pin(async move {
            let endpoint = endpoint.ok_or_else(|| NotifyRefusal::NoEndpoint.logged())?;
            let body = read(payload).await.map_err(NotifyRefusal::logged)?;
            endpoint.receive(&headers, &body).await
        })
    }
}

async fn read(payload: impl Future<Output = Result<Payload, actix_web::Error>>) -> Result<Bytes, NotifyRefusal> {
    let whole = payload.await.map_err(unread)?.to_bytes_limited(MAX_BODY_BYTES).await;
    whole.map_err(|_| NotifyRefusal::TooLong)?.map_err(unread)
}

/// As text: actix-web's own errors stay on their thread.
fn unread(error: actix_web::Error) -> NotifyRefusal {
    NotifyRefusal::Body(error.to_string().into())
}

/// actix-web's headers are those of an older `http`.
fn translate(request: &HttpRequest) -> HeaderMap {
    let given = request.headers();
    let read = READ.iter().filter_map(|&name| {
        let value = HeaderValue::from_bytes(given.get(name)?.as_bytes()).ok()?;
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, value))
    });
    read.collect()
}

fn respond(answer: NotifyAnswer) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(answer.status().as_u16());
    let mut response = HttpResponse::build(status.unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR));
    match answer.content_type() {
        Some(content_type) => response.content_type(content_type).body(answer.into_body()),
        None => response.finish(),
    }
}

impl Responder for NotifyAnswer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        respond(self)
    }
}

impl ResponseError for NotifyRefusal {
    fn status_code(&self) -> actix_web::http::StatusCode {
        respond(self.answer()).status()
    }

    fn error_response(&self) -> HttpResponse {
        respond(self.answer())
    }
}
