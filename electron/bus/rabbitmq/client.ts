// In this order: amqplib takes its codec as it finds it when it is loaded.
import './field-table';

export { connect } from 'amqplib';
