/**
 * The shape of a record, read from its declaration, and the CBOR, JSON and key forms that follow
 * from it.
 *
 * <p>Nobody writes an encoder for a record: what it declares (component names, types, {@link
 * birthmark.codec.Length}, {@link birthmark.codec.Tag}, {@link birthmark.codec.About}) is the one
 * source for its bytes, its JSON, its schema and its command line.
 */
package birthmark.codec;
