/** Files of loggers that their devices signed: what they say, and whether the device said it. */
package birthmark.client.logger;
