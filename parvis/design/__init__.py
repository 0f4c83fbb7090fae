"""The design system: tokens, layout, components, drawings, error pages. It knows no room."""
