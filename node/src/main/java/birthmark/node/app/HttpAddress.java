package birthmark.node.app;

/**
 * Where to listen.
 *
 * @param host a name or an address; one of IPv6 without its brackets
 * @param port 0 to 65535; 0 has the system choose
 */
record HttpAddress(String host, int port) {
  /**
   * The address that {@code text} is, such as {@code 127.0.0.1:8080}.
   *
   * @param option where it was given
   * @throws Arguments.UsageException if it is none
   */
  static HttpAddress parse(String option, String text) throws Arguments.UsageException {
    int colon = text.lastIndexOf(':');
    String digits = text.substring(colon + 1);
    if (colon < 1 || !digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
      throw new Arguments.UsageException(
          option + " needs HOST:PORT such as 127.0.0.1:8080, not " + text);
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new HttpAddress(
        bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(digits));
  }
}
