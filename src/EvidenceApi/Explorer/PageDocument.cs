using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace EvidenceApi.Explorer;

/// <summary>A page with its context, which every part of it can read.</summary>
public sealed class PageDocument : IComponent
{
    private RenderHandle handle;

    internal PageContext Context { get; private set; } = null!;

    internal Type Page { get; private set; } = null!;

    internal IReadOnlyDictionary<string, object?> Parameters { get; private set; } = null!;

    public void Attach(RenderHandle renderHandle) => handle = renderHandle;

    public Task SetParametersAsync(ParameterView parameters)
    {
        (Context, Page, Parameters) = (Get<PageContext>(nameof(Context)), Get<Type>(nameof(Page)), Get<IReadOnlyDictionary<string, object?>>(nameof(Parameters)));
        handle.Render(Build);
        return Task.CompletedTask;

        T Get<T>(string name) => parameters.GetValueOrDefault<T>(name)!;
    }

    private void Build(RenderTreeBuilder builder)
    {
        builder.OpenComponent<CascadingValue<PageContext>>(0);
        builder.AddComponentParameter(1, nameof(CascadingValue<>.Value), Context);
        builder.AddComponentParameter(2, nameof(CascadingValue<>.IsFixed), true);
        builder.AddComponentParameter(3, nameof(CascadingValue<>.ChildContent), (RenderFragment)(child =>
        {
            child.OpenComponent(0, Page);
            child.AddMultipleAttributes(1, Parameters.Where(parameter => parameter.Value is not null).Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value!)));
            child.CloseComponent();
        }));
        builder.CloseComponent();
    }
}
