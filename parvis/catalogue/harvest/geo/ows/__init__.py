"""WMS and WFS servers, by what their capabilities say."""
