package birthmark.node.edge;

/** What can be wrong with a request itself, or with the node that should answer it. */
enum HttpFault {
  /** Not what the route takes. */
  MALFORMED(400, "The request is not what this route takes. Correct what is named and repeat it."),
  /** Nobody has shown who asks. */
  UNSIGNED(
      401,
      "This may not be read by everyone. Sign the request (RFC 9421) with a registered key, as"
          + " Accept-Signature says."),
  /** A signature that does not count. */
  SIGNATURE_REFUSED(
      401, "The request's signature does not count. Correct what is named and sign again."),
  /** Known, but without the right. */
  FORBIDDEN(403, "Whoever asks does not have the right. It takes what is named."),
  /** Nothing there, or nothing to be seen. */
  NOT_FOUND(404, "There is nothing here, or nothing that whoever asks may see."),
  /** No such route. */
  NO_SUCH_ROUTE(404, "No route has this path. /openapi.json lists all."),
  /** The route has other methods. */
  METHOD_NOT_ALLOWED(405, "The route does not take this method. Allow lists those it takes."),
  /** No form that the client accepts. */
  NOT_ACCEPTABLE(406, "The answer has none of the media types in Accept. Ask for one it has."),
  /** Too slow. */
  TIMEOUT(408, "The request did not arrive in time. Send it again, faster."),
  /** More entries than a bundle holds. */
  HISTORY_TOO_LONG(
      409, "The history is longer than a bundle holds. Mirror the log and read it there."),
  /** Too large a body. */
  TOO_LARGE(413, "The body is larger than the route takes. Send less at once."),
  /** Too long a request line. */
  URI_TOO_LONG(414, "The request line is too long. Shorten path and query."),
  /** Not a media type of the route. */
  UNSUPPORTED_MEDIA_TYPE(
      415, "The route does not take this media type or content coding. Send one it takes."),
  /** Too large a head. */
  HEAD_TOO_LARGE(431, "The request's header fields are too large. Send fewer or shorter ones."),
  /** One reader holds too much. */
  TOO_MANY(429, "This reader has as much open as one may have. Close something, or come back."),
  /** The program failed. */
  FAULT(500, "The node failed on this request. Tell its operator the incident's number."),
  /** Too much to do. */
  BUSY(503, "The node has too much to do. Send the same again after the time in Retry-After."),
  /** Cannot store. */
  UNAVAILABLE(503, "The node cannot take statements now. Its operator sees why in /healthz."),
  /** Not HTTP/1.1. */
  VERSION(505, "The node speaks HTTP/1.1.");

  private final int status;
  private final String sentence;

  HttpFault(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  int status() {
    return status;
  }

  String sentence() {
    return sentence;
  }
}
