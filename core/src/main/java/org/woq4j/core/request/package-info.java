/** What a user asks for, before anything is validated against algorithms, emitters or a model. */
package org.woq4j.core.request;
