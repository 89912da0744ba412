/** Errors, problems and places in users' files, shared by every contract of the api. */
package org.woq4j.api;
