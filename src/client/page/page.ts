import './chat-page';
