-- The last look at a brief, after citations are in it.

-- Dots and hyphens stay what they are: pandoc hands them to typst as they stand, and
-- typst makes an ellipsis of three dots and a minus of a hyphen before a number.
local function literal(element)
  local text, parts, last = element.text, pandoc.List(), 1
  for first, signs, after in text:gmatch('()([.-]+)()') do
    if signs ~= '.' then
      parts:insert(pandoc.Str(text:sub(last, first - 1)))
      parts:insert(pandoc.RawInline('typst', (signs:gsub('.', '\\%0'))))
      last = after
    end
  end
  if last == 1 then return nil end
  parts:insert(pandoc.Str(text:sub(last)))
  return parts
end

function Pandoc(document)
  -- Word and OpenDocument would keep the paths of our temporary files
  document.meta.bibliography, document.meta.csl = nil, nil
  if FORMAT == 'typst' then
    document.blocks = document.blocks:walk({Str = literal})
  end
  return document
end
