package birthmark.x509;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;

/**
 * A moment in a certificate: UTCTime, whose years are 1950 to 2049, or GeneralizedTime, both in
 * whole seconds and in UTC (RFC 5280 §4.1.2.5).
 */
final class CertificateTime {
  private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final long MILLIS_A_DAY = 24L * 60 * 60 * 1000;
  private static final long DAYS_BEFORE_1970 = 719_162;

  private CertificateTime() {}

  static Timestamp read(Der in) {
    boolean shortYear = in.at(Der.UTC_TIME);
    Bytes text = in.content(shortYear ? Der.UTC_TIME : Der.GENERALIZED_TIME);
    int rest = shortYear ? 2 : 4;
    if (text.length() != rest + 11 || text.octet(rest + 10) != 'Z') {
      throw wrong();
    }
    long year = pair(text, 0);
    if (shortYear) {
      year += year < 50 ? 2000 : 1900;
    } else {
      year = 100 * year + pair(text, 2);
    }
    int month = pair(text, rest);
    int day = pair(text, rest + 2);
    long hour = pair(text, rest + 4);
    long minute = pair(text, rest + 6);
    long second = pair(text, rest + 8);
    boolean isDate = month >= 1 && month <= 12 && day >= 1 && day <= days(year, month);
    if (year < 1970 || !isDate || hour > 23 || minute > 59 || second > 59) {
      throw wrong();
    }
    long millis = ((hour * 60 + minute) * 60 + second) * 1000;
    return new Timestamp(daysSince1970(year, month, day) * MILLIS_A_DAY + millis);
  }

  private static X509Exception wrong() {
    return X509Exception.malformed(
        "has a moment that is not written as YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ, or before 1970");
  }

  private static int pair(Bytes text, int at) {
    int tens = text.octet(at) - '0';
    int ones = text.octet(at + 1) - '0';
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) {
      throw wrong();
    }
    return 10 * tens + ones;
  }

  private static boolean isLeap(long year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  private static int days(long year, int month) {
    return month == 2 && isLeap(year) ? 29 : DAYS[month - 1];
  }

  private static long daysSince1970(long year, int month, int day) {
    long before = year - 1;
    long days = 365 * before + before / 4 - before / 100 + before / 400 - DAYS_BEFORE_1970;
    for (int each = 1; each < month; each++) {
      days += days(year, each);
    }
    return days + day - 1;
  }
}
