//! The extractor for axum, on axum-core alone.

use super::{Delivery, MAX_BODY_BYTES, NotifyAnswer, NotifyEndpoint, NotifyRefusal};
use axum_core::body::Body;
use axum_core::extract::{FromRef, FromRequest, Request};
use axum_core::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

impl<S> FromRequest<S> for Delivery
where
    NotifyEndpoint: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = NotifyRefusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, NotifyRefusal> {
        let (parts, body) = request.into_parts();
        let body = Limited::new(body, MAX_BODY_BYTES).collect().await.map_err(|error| {
            let refusal =
                if error.is::<LengthLimitError>() { NotifyRefusal::TooLong } else { NotifyRefusal::Body(error) };
            refusal.logged()
        })?;
        NotifyEndpoint::from_ref(state).receive(&parts.headers, &body.to_bytes()).await
    }
}

impl IntoResponse for NotifyAnswer {
    fn into_response(self) -> Response {
        let content_type = self.content_type();
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        if let Some(content_type) = content_type {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            *response.body_mut() = Body::from(self.into_body());
        }
        response
    }
}

impl IntoResponse for NotifyRefusal {
    fn into_response(self) -> Response {
        self.answer().into_response()
    }
}
