/**
 * The client library: keys in files, numbers that are never used twice, statements that are sent
 * until they are answered, and reads signed by their reader.
 */
@NullMarked
package birthmark.client.sdk;

import org.jspecify.annotations.NullMarked;
